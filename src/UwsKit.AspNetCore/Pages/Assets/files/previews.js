// Looks into results: text, JSON, tables (CSV, VOTable) and FITS headers and images. Only the beginning of a large file is read.
// What a file holds is only ever put into the page as text.
const MOST = 512 * 1024;
const ROWS = 200;
const LARGEST_IMAGE = 64 * 1024 * 1024;

export async function toggle(button, say) {
  const card = button.closest('.card');
  const old = card.querySelector('.preview');
  if (old) { old.remove(); button.textContent = 'Preview'; button.setAttribute('aria-expanded', 'false'); return; }
  const place = document.createElement('div');
  place.className = 'preview';
  place.tabIndex = 0;
  place.setAttribute('role', 'region');
  place.setAttribute('aria-label', 'Preview');
  card.append(place);
  button.textContent = 'Close the preview';
  button.setAttribute('aria-expanded', 'true');
  place.textContent = 'Loading…';
  try {
    const parts = await show[button.dataset.preview](button.dataset.url, Number(button.dataset.size));
    place.replaceChildren(...parts.filter(Boolean));
    say('The preview is shown.');
  } catch (e) {
    place.replaceChildren(element('p', `No preview: ${e.message}.`));
  }
}

const element = (name, text) => Object.assign(document.createElement(name), { textContent: text ?? '' });

async function bytes(url, from, to) {
  const answer = await fetch(url, { headers: { Range: `bytes=${from}-${to - 1}` }, credentials: 'same-origin' });
  if (answer.status === 416) return new Uint8Array();
  if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
  const all = new Uint8Array(await answer.arrayBuffer());
  return answer.status === 206 ? all : all.subarray(from, to);
}

async function text(url, size) {
  const read = await bytes(url, 0, MOST);
  return [new TextDecoder().decode(read), size > read.length || read.length === MOST];
}

const cutNote = cut => cut && element('p', 'Only the beginning is shown; download it for all of it.');

function table(names, rows, note) {
  const t = element('table');
  const head = t.createTHead().insertRow();
  for (const name of names) {
    const th = element('th', name.name ?? name);
    th.scope = 'col';
    if (name.title) th.title = name.title;
    head.append(th);
  }
  const body = t.createTBody();
  for (const row of rows.slice(0, ROWS)) {
    const tr = body.insertRow();
    for (const value of row) tr.insertCell().textContent = value;
  }
  return [element('p', `${names.length} columns, ${rows.length > ROWS ? `the first ${ROWS} rows` : `${rows.length} rows`}${note ?? ''}`), t];
}

const show = {
  async text(url, size) {
    const [content, cut] = await text(url, size);
    return [cutNote(cut), element('pre', content)];
  },

  async json(url, size) {
    const [content, cut] = await text(url, size);
    let pretty = content;
    if (!cut) try { pretty = JSON.stringify(JSON.parse(content), null, 2); } catch { /* shown as it is */ }
    return [cutNote(cut), element('pre', pretty)];
  },

  async csv(url, size) {
    const [content, cut] = await text(url, size);
    const rows = split(content.replace(/^#.*\r?\n/gm, ''));
    if (cut) rows.pop();
    if (!rows.length) return [element('pre', content)];
    return [cutNote(cut), ...table(rows[0] ?? [], rows.slice(1))];
  },

  async votable(url, size) {
    const [content, cut] = await text(url, size);
    if (cut) throw new Error('the table is too large to look into here; send it to TOPCAT, or download it');
    const xml = new DOMParser().parseFromString(content, 'application/xml');
    if (xml.querySelector('parsererror')) throw new Error('it is not well-formed XML');
    const first = xml.querySelector('TABLE');
    if (!first) throw new Error(xml.querySelector('INFO[name=QUERY_STATUS]')?.textContent || 'it holds no table');
    const fields = [...first.children].filter(c => c.localName === 'FIELD');
    const names = fields.map(f => ({ name: f.getAttribute('name') + (f.getAttribute('unit') ? ` [${f.getAttribute('unit')}]` : ''), title: f.querySelector('DESCRIPTION')?.textContent }));
    const stream = first.querySelector('BINARY > STREAM, BINARY2 > STREAM');
    if (stream) return table(names, (await import('./votable.js')).rows(fields, stream), '');
    const rows = [...first.querySelectorAll('TABLEDATA > TR')].map(tr => [...tr.children].map(td => td.textContent));
    const binary = first.querySelector('FITS') ? '; their values are in a FITS file inside: send it to TOPCAT to see them' : '';
    return table(names, rows, binary);
  },

  async fits(url, size) {
    const head = await bytes(url, 0, MOST);
    if (new TextDecoder('latin1').decode(head.subarray(0, 9)) !== 'SIMPLE  =') throw new Error('it is not a FITS file');
    const parts = [];
    let image = null;
    for (let at = 0; at + 2880 <= head.length;) {
      const unit = header(head, at);
      if (!unit) break;
      const title = unit.keys.EXTNAME ? `${unit.keys.XTENSION ?? 'primary'} ${unit.keys.EXTNAME}` : unit.keys.XTENSION ?? 'primary';
      const details = element('details');
      details.append(element('summary', `Header: ${title} (${unit.cards.length} cards)`), element('pre', unit.cards.join('\n')));
      parts.push(details);
      if (!image && unit.keys.NAXIS >= 2 && unit.keys.NAXIS1 > 1 && unit.keys.NAXIS2 > 1 && (unit.keys.XTENSION ?? 'IMAGE') === 'IMAGE') image = { ...unit, at: unit.end };
      at = unit.end + Math.ceil(unit.size / 2880) * 2880;
    }
    return [image && await picture(url, head, image), ...parts];
  },
};

// RFC 4180, by comma or tab, whichever the first line has more of.
function split(content) {
  const line = content.slice(0, content.search(/\r?\n/) + 1 || undefined);
  const tab = line.split('\t').length > line.split(',').length ? '\t' : ',';
  const rows = [[]];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${tab}\\r\\n]*))(${tab}|\\r?\\n|$)`, 'gy');
  for (let m; cell.lastIndex < content.length && (m = cell.exec(content));) {
    rows.at(-1).push(m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2]);
    if (m[3] !== tab) { if (rows.length > ROWS + 1) break; rows.push([]); }
  }
  if (rows.at(-1).length === 0) rows.pop();
  return rows;
}

// FITS 4.0 §4: cards of 80 characters in blocks of 2880 bytes.
function header(data, start) {
  const cards = [];
  const keys = {};
  for (let at = start; at + 80 <= data.length; at += 80) {
    const card = new TextDecoder('latin1').decode(data.subarray(at, at + 80)).trimEnd();
    if (card === 'END') {
      const end = start + Math.ceil((at + 80 - start) / 2880) * 2880;
      let size = keys.NAXIS > 0 ? Math.abs(keys.BITPIX) / 8 : 0;
      for (let i = 1; i <= keys.NAXIS; i++) size *= keys[`NAXIS${i}`];
      if (keys.XTENSION) size = Math.abs(keys.BITPIX) / 8 * ((keys.PCOUNT ?? 0) + size / (Math.abs(keys.BITPIX) / 8));
      return { cards, keys, end, size };
    }
    cards.push(card);
    const m = /^([A-Z0-9_-]+) *= *('(?:[^']|'')*'|[^/ ]+)/.exec(card);
    if (m) keys[m[1]] = m[2].startsWith("'") ? m[2].slice(1, -1).trimEnd() : m[2] === 'T' ? true : m[2] === 'F' ? false : Number(m[2]);
  }
  return null;
}

async function picture(url, head, { keys, at }) {
  const [width, height] = [keys.NAXIS1, keys.NAXIS2];
  const step = Math.abs(keys.BITPIX) / 8;
  const length = width * height * step;
  if (length > LARGEST_IMAGE) return element('p', `An image of ${width} × ${height} pixels: too large to look at here.`);
  const data = at + length <= head.length ? head.slice(at, at + length) : await bytes(url, at, at + length);
  if (data.length < length) throw new Error('the image is shorter than its header says');
  const view = new DataView(data.buffer, data.byteOffset);
  const read = { 8: i => view.getUint8(i), 16: i => view.getInt16(i * 2), 32: i => view.getInt32(i * 4), 64: i => Number(view.getBigInt64(i * 8)), '-32': i => view.getFloat32(i * 4), '-64': i => view.getFloat64(i * 8) }[keys.BITPIX];
  const [zero, scale] = [keys.BZERO ?? 0, keys.BSCALE ?? 1];
  const values = Float64Array.from({ length: width * height }, (_, i) => zero + scale * read(i));
  const sample = values.filter((v, i) => Number.isFinite(v) && i % Math.ceil(values.length / 50000) === 0).sort();
  const [low, high] = [sample[Math.floor(sample.length * 0.005)] ?? 0, sample[Math.ceil(sample.length * 0.998) - 1] ?? 1];
  const canvas = Object.assign(element('canvas'), { width, height });
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(width, height);
  values.forEach((v, i) => {
    const grey = Number.isFinite(v) ? 255 * Math.asinh(10 * Math.min(1, Math.max(0, (v - low) / (high - low || 1)))) / Math.asinh(10) : 0;
    // The first row of FITS is the lowest.
    const p = 4 * ((height - 1 - Math.floor(i / width)) * width + i % width);
    pixels.data.set([grey, grey, grey, 255], p);
  });
  context.putImageData(pixels, 0, 0);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Image of ${width} by ${height} pixels, ${keys.BUNIT ?? 'values'} from ${low} to ${high}`);
  const figure = element('figure');
  figure.append(canvas, element('figcaption', `${width} × ${height} pixels, ${low.toPrecision(3)} (black) to ${high.toPrecision(3)} (white) ${keys.BUNIT ?? ''}`));
  return figure;
}

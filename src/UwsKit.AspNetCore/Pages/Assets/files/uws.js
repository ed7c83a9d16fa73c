// What pages do beyond HTML: they stay up to date, show uploads under way, ask before deleting, preview results and send them to desktop programs.
// Every page works without this module.
const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const say = text => { $('#said').textContent = text; };
const pause = ms => new Promise(done => setTimeout(done, ms));
const visible = () => document.hidden ? new Promise(done => document.addEventListener('visibilitychange', done, { once: true })) : Promise.resolve();

// Regions: as the server wrote them last, to tell what has changed.
const written = new Map();
const note = page => all('[data-live]', page).forEach(region => written.set(region.id, region.outerHTML));

function renew(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const fresh of all('[data-live]', page)) {
    const old = document.getElementById(fresh.id);
    const text = fresh.outerHTML;
    if (!old || written.get(fresh.id) === text || old.contains(document.activeElement) && document.activeElement.matches('input:not([type=checkbox]), textarea, select')) continue;
    written.set(fresh.id, text);
    const marked = new Set(all('input:checked', old).map(i => i.value));
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const at = focused && all('a, button, input, summary, [tabindex]', old).indexOf(focused);
    const places = all('[data-follow]', old).map(p => p.scrollHeight - p.scrollTop - p.clientHeight < 30 ? Infinity : p.scrollTop);
    old.replaceWith(document.adoptNode(fresh));
    all('input[type=checkbox]', fresh).forEach(i => { i.checked = marked.has(i.value); });
    all('[data-follow]', fresh).forEach((p, i) => { p.scrollTop = Math.min(places[i] ?? Infinity, p.scrollHeight); });
    if (focused) all('a, button, input, summary, [tabindex]', fresh)[at]?.focus({ preventScroll: true });
    dress(fresh);
  }
}

async function load(url, signal) {
  const answer = await fetch(url, { headers: { Accept: 'text/html' }, credentials: 'same-origin', signal });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

// The job: WAIT tells of a change of phase at once; what happens within a phase is looked for every few seconds.
async function followJob() {
  // Not the page's URL: that of a page that answers a form is the form's.
  const here = $('[data-job]').dataset.job;
  let failures = 0;
  for (let state = $('#live-state'); state?.dataset.active !== undefined || state?.dataset.wait; state = $('#live-state')) {
    await visible();
    const { phase, wait } = state.dataset;
    const stop = new AbortController();
    try {
      const change = wait ? load(`${wait}${wait.includes('?') ? '&' : '?'}WAIT=30&PHASE=${phase}`, stop.signal) : pause(10000).then(() => load(here));
      let over = false;
      change.finally(() => { over = true; }).catch(() => {});
      const watch = (async () => {
        for (let ms = 1000; phase !== 'PENDING'; ms = Math.min(ms * 1.3, 5000)) {
          await pause(ms);
          if (over) return;
          const html = await load(here);
          if (html && !over) renew(html);
        }
      })().catch(() => {});
      const html = await change;
      stop.abort();
      if (html === null) { say('The job was deleted.'); location.assign($('.top nav a').href); return; }
      renew(html);
      const now = $('#live-state').dataset.phase;
      if (now !== phase) say(`The job is now ${now}.`);
      document.title = document.title.replace(/^(\[.*?\] )?/, `[${now}] `);
      failures = 0;
    } catch {
      stop.abort();
      await pause(Math.min(30000, 1000 * 2 ** failures++));
    }
  }
}

// The list: often while jobs are under way, seldom otherwise.
async function followList() {
  for (;;) {
    await pause($('#jobs').dataset.busy > 0 ? 3000 : 10000);
    await visible();
    const html = await load(location.href).catch(() => null);
    if (html) renew(html);
  }
}

// Forms with files: the bytes sent are shown, and a refused form keeps the files that were chosen.
function upload(form) {
  form.addEventListener('submit', event => {
    const files = all('input[type=file]', form).flatMap(i => [...i.files].map(f => [i, f]));
    const size = files.reduce((sum, [, f]) => sum + f.size, 0);
    const [tooLarge] = files.filter(([i, f]) => f.size > (i.dataset.max ?? Infinity));
    if (tooLarge || size > form.dataset.max) {
      event.preventDefault();
      refuse(form, tooLarge ? tooLarge[0] : $('input[type=file]', form), `The file is larger than the ${tooLarge?.[0].dataset.max ?? form.dataset.max} bytes allowed.`);
      return;
    }
    const lacking = event.submitter?.formNoValidate ? null : all('input[type=file][data-needed]', form).find(i => !i.files.length && !all('input[type=url]', form).some(u => u.name === i.name && u.value));
    if (lacking) {
      event.preventDefault();
      refuse(form, lacking, 'Choose a file, or give the URL of one.');
      return;
    }
    if (!size) return;
    event.preventDefault();
    send(form, new FormData(form, event.submitter));
  });
  all('fieldset', form).filter(f => $('input[type=file]', f)).forEach(drop);
}

function refuse(form, input, text) {
  const field = input.closest('.field');
  field.classList.add('bad');
  let fault = $('.fault', field);
  if (!fault) { fault = document.createElement('p'); fault.className = 'fault'; fault.setAttribute('role', 'alert'); field.append(fault); }
  fault.textContent = text;
  input.focus();
}

function send(form, data) {
  const request = new XMLHttpRequest();
  const line = $('.sending', form);
  const [bar, words] = [$('progress', line), $('span', line)];
  const buttons = all('button', form);
  line.hidden = false;
  buttons.forEach(b => { b.disabled = true; });
  request.upload.onprogress = e => {
    bar.value = 100 * e.loaded / e.total;
    words.textContent = `${Math.round(bar.value)} % of ${(e.total / 1e6).toFixed(1)} MB sent`;
  };
  request.onload = () => {
    if (request.status < 300) { location.assign(request.responseURL); return; }
    const chosen = new Map(all('input[type=file]', form).map(i => [i.name, i.files]));
    const fresh = new DOMParser().parseFromString(request.responseText, 'text/html');
    $('main').replaceWith(document.adoptNode($('main', fresh)));
    all('input[type=file]').forEach(i => { if (chosen.get(i.name)?.length) i.files = chosen.get(i.name); });
    dress(document);
    ($('.faults') ?? $('main')).focus();
  };
  request.onerror = () => {
    line.hidden = true;
    buttons.forEach(b => { b.disabled = false; });
    say('The form could not be sent. Is the network there?');
    words.textContent = 'The form could not be sent: no connection, or the file is larger than the service takes.';
    line.hidden = false;
  };
  request.open('POST', form.action);
  request.setRequestHeader('Accept', 'text/html');
  request.send(data);
}

function drop(area) {
  const input = $('input[type=file]', area);
  const over = on => area.classList.toggle('drop', on);
  area.addEventListener('dragover', e => { e.preventDefault(); over(true); });
  area.addEventListener('dragleave', () => over(false));
  area.addEventListener('drop', e => { e.preventDefault(); over(false); if (e.dataTransfer.files.length) input.files = e.dataTransfer.files; });
}

function dress(within) {
  all('form[data-upload]', within).forEach(upload);
  all('[data-sure]', within).forEach(button => button.addEventListener('click', event => {
    if (!confirm(button.dataset.sure)) { event.preventDefault(); return; }
    const sure = Object.assign(document.createElement('input'), { type: 'hidden', name: '~sure', value: '1' });
    button.form.append(sure);
  }));
  all('[data-preview]', within).forEach(button => {
    button.hidden = false;
    button.addEventListener('click', async () => (await import('./previews.js')).toggle(button, say));
  });
  all('[data-samp]', within).forEach(button => {
    button.hidden = false;
    button.addEventListener('click', async () => (await import('./samp.js')).send(button, say));
  });
  all('[data-copy]', within).filter(() => navigator.clipboard).forEach(pre => {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Copy' });
    button.addEventListener('click', async () => { await navigator.clipboard.writeText(pre.textContent); say('Copied.'); button.textContent = 'Copied'; });
    pre.before(button);
  });
  all('.jobs thead td', within).forEach(cell => {
    const mark = Object.assign(document.createElement('input'), { type: 'checkbox' });
    mark.setAttribute('aria-label', 'Mark all on this page');
    mark.addEventListener('change', () => all('input[name=job]').forEach(i => { i.checked = mark.checked; }));
    cell.append(mark);
  });
}

note(document);
dress(document);
all('[data-follow]').forEach(p => { p.scrollTop = p.scrollHeight; });
$('.faults[tabindex]')?.focus();
if ($('#live-state')) followJob();
if ($('#jobs')) followList();

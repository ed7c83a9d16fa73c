// Rows of VOTables in BINARY and BINARY2 (VOTable 1.4 §5.3, §5.4), as many as a preview shows.
const MOST = 201;
const LONGEST = 20;

const scalars = {
  boolean: [1, (v, at) => ({ 84: 'true', 116: 'true', 49: 'true', 70: 'false', 102: 'false', 48: 'false' })[v.getUint8(at)] ?? ''],
  unsignedByte: [1, (v, at) => v.getUint8(at)],
  short: [2, (v, at) => v.getInt16(at)],
  int: [4, (v, at) => v.getInt32(at)],
  long: [8, (v, at) => v.getBigInt64(at)],
  float: [4, (v, at) => Number.isNaN(v.getFloat32(at)) ? '' : Number(v.getFloat32(at).toPrecision(7))],
  double: [8, (v, at) => Number.isNaN(v.getFloat64(at)) ? '' : v.getFloat64(at)],
  floatComplex: [8, (v, at) => `${Number(v.getFloat32(at).toPrecision(7))} ${Number(v.getFloat32(at + 4).toPrecision(7))}`],
  doubleComplex: [16, (v, at) => `${v.getFloat64(at)} ${v.getFloat64(at + 8)}`],
};

export function rows(fields, stream) {
  if (stream.getAttribute('href')) throw new Error('its values are in another file; send it to TOPCAT, or download it');
  if (stream.getAttribute('encoding') !== 'base64') throw new Error(`its values are encoded as ${stream.getAttribute('encoding') ?? 'raw bytes'}; send it to TOPCAT, or download it`);
  const data = Uint8Array.from(atob(stream.textContent.replace(/\s+/g, '')), c => c.charCodeAt(0));
  const view = new DataView(data.buffer);
  const columns = fields.map(reader);
  const marks = stream.parentNode.localName === 'BINARY2' ? Math.ceil(fields.length / 8) : 0;
  const found = [];
  for (let at = 0; at < data.length && found.length < MOST;) {
    const start = at;
    at += marks;
    found.push(columns.map((read, i) => {
      const [value, end] = read(view, at);
      at = end;
      return marks && data[start + (i >> 3)] & (0x80 >> (i & 7)) ? '' : value;
    }));
  }
  return found;
}

function reader(field) {
  const type = field.getAttribute('datatype');
  const size = field.getAttribute('arraysize');
  const nothing = field.querySelector('VALUES')?.getAttribute('null');
  const sizes = (size ?? '1').split('x');
  const varies = sizes.at(-1).endsWith('*');
  const fixed = sizes.slice(0, varies ? -1 : undefined).reduce((product, n) => product * Number(n), 1);
  const count = (view, at) => varies ? [view.getUint32(at), at + 4] : [fixed, at];
  if (type === 'char' || type === 'unicodeChar') {
    const decoder = new TextDecoder(type === 'char' ? 'utf-8' : 'utf-16be');
    return (view, at) => {
      const [n, from] = count(view, at);
      const length = n * (type === 'char' ? 1 : 2);
      return [decoder.decode(new Uint8Array(view.buffer, from, length)).replace(/\0.*$/s, '').trimEnd(), from + length];
    };
  }
  if (type === 'bit') {
    return (view, at) => {
      const [n, from] = count(view, at);
      const bits = Array.from({ length: Math.min(n, LONGEST) }, (_, i) => view.getUint8(from + (i >> 3)) & (0x80 >> (i & 7)) ? 1 : 0).join('');
      return [n > LONGEST ? `${bits}…` : bits, from + Math.ceil(n / 8)];
    };
  }
  if (!scalars[type]) throw new Error(`it has a column of type ${type}, which is not known`);
  const [step, get] = scalars[type];
  return (view, at) => {
    const [n, from] = count(view, at);
    if (from + n * step > view.byteLength) throw new Error('it is shorter than its columns say');
    const values = Array.from({ length: Math.min(n, LONGEST) }, (_, i) => String(get(view, from + i * step))).map(value => value === nothing ? '' : value);
    return [values.join(' ') + (n > LONGEST ? ' …' : ''), from + n * step];
  };
}

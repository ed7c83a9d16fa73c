// Sends a result to the programs that are connected to the SAMP hub on the reader's machine (SAMP 1.3, Web Profile), by Mark Taylor's sampjs.
let library;
let connection;

async function sampjs() {
  library ??= new Promise((done, fail) => {
    // Made for module loaders and plain pages alike: it leaves itself in both.
    globalThis.module ??= {};
    const script = document.createElement('script');
    script.src = new URL('./sampjs.js', import.meta.url).href;
    script.onload = () => done(globalThis.samp ?? globalThis.module.exports.samp);
    script.onerror = () => fail(new Error('sampjs could not be loaded'));
    document.head.append(script);
  });
  return library;
}

async function connect() {
  const samp = await sampjs();
  if (!await new Promise(done => samp.ping(done))) throw new Error('no hub');
  connection ??= await new Promise((done, fail) => samp.register(document.querySelector('.top .name').textContent.trim(), done, fail));
  addEventListener('pagehide', () => { connection?.unregister(); connection = null; }, { once: true });
  return connection;
}

export async function send(button, say) {
  const { samp: mtype, url, name } = button.dataset;
  const before = button.textContent;
  const tell = text => { button.textContent = text; say(text); };
  button.disabled = true;
  try {
    const hub = await connect().catch(e => { connection = null; throw e; });
    const samp = await sampjs();
    const where = new URL(url, location.href).href;
    const id = { 'image.load.fits': 'image-id', 'table.load.fits': 'table-id', 'table.load.votable': 'table-id' }[mtype];
    await new Promise((done, fail) => hub.notifyAll([new samp.Message(mtype, { url: where, name, [id]: where })], done, fail));
    tell('Sent');
  } catch (e) {
    tell(e.message === 'no hub' ? 'No SAMP hub is there: start TOPCAT or Aladin, then try again' : `The hub refused: ${e.message ?? e}`);
  } finally {
    button.disabled = false;
    setTimeout(() => { button.textContent = before; }, 6000);
  }
}

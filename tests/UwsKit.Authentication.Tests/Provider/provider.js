// An OpenID provider with one client: node provider.js PORT REDIRECT_URI. Its own login page takes any password.
import Provider from 'oidc-provider';
const [port, redirect] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: 'uws', client_secret: 'secret-of-the-client', redirect_uris: [redirect], response_types: ['code'], grant_types: ['authorization_code'] }],
  pkce: { required: () => true },
  claims: { openid: ['sub', 'groups'] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, groups: ['cta'] }) }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));

// Drives a running server with the published npm client of GeoReport v2 and holds every answer against the schemas.
// node client.mjs ADDRESS KEY ADDRESS_ID [FOLDER_OF_PUBLISHED_SCHEMAS]: prints what was done as JSON, or ends with what was wrong.
import { createRequire } from 'node:module';
import { readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

const Open311 = createRequire(import.meta.url)('open311');
const [address, key, place, published] = process.argv.slice(2);
const own = JSON.parse(readFileSync(new URL('./schemas.json', import.meta.url), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
const checks = Object.fromEntries(Object.entries(own).map(([name, schema]) => [name, ajv.compile(schema)]));
const theirs = {};
if (published && existsSync(published)) {
  for (const name of ['service', 'services', 'service-definition', 'request', 'requests']) {
    ajv.addSchema(JSON.parse(readFileSync(path.join(published, `${name}.json`), 'utf8')), `${name}.json`);
  }
  Object.assign(theirs, { services: ajv.getSchema('services.json'), service_definition: ajv.getSchema('service-definition.json'), requests: ajv.getSchema('requests.json') });
}

let validated = 0;
function holds(name, data) {
  for (const check of [checks[name], theirs[name]].filter(Boolean)) {
    if (!check(data)) throw new Error(`${name}: ${ajv.errorsText(check.errors)} in ${JSON.stringify(data).slice(0, 400)}`);
    validated++;
  }
  return data;
}
function is(truth, what) { if (!truth) throw new Error(what); }
const ask = (client, name, ...args) => promisify(client[name].bind(client))(...args);

const finder = new Open311({ discovery: `${address}/open311/discovery.json` });
const discovery = holds('discovery', await ask(finder, 'serviceDiscovery', { cache: true }));
is(finder.endpoint === `${address}/open311/v2/`, `the client found ${finder.endpoint}`);

const client = new Open311({ endpoint: finder.endpoint, format: 'json', apiKey: key });
const services = holds('services', await ask(client, 'serviceList'));
for (const service of services) holds('service_definition', await ask(client, 'serviceDefinition', service.service_code));
const voice = { service_code: 'roads', description: '客户端报的路面塌陷', address_id: place, first_name: '张', last_name: '三', phone: '13800000000', attributes: { wish: '请修路', may_publish: 'yes' } };
const posted = holds('posted', await ask(client, 'submitRequest', voice));
const again = holds('posted', await ask(client, 'submitRequest', voice));
is(again[0].service_request_id === posted[0].service_request_id, 'sent twice, filed twice');
const id = posted[0].service_request_id;
holds('tokens', await ask(client, 'token', id));

// The client asks for requests without its key; what it filed is not public yet, and its own only with the key.
// It turns days into objects; written again they are the words that came.
const requests = async (...args) => holds('requests', JSON.parse(JSON.stringify(await ask(client, 'serviceRequests', ...args))));
await requests({});
const mine = await requests(id, { api_key: key });
is(mine.length === 1 && mine[0].description === voice.description && mine[0].status === 'open', 'the request is not what was sent');
is(mine[0].expected_datetime && mine[0].service_notice, 'no statutory day or no legal basis');
is((await requests([id], { api_key: key })).length === 1, 'not found by its number');
is((await fetch(`${client.endpoint}requests/${id}.json`)).status === 404, 'not public, and yet shown');

const errors = [];
for (const [what, wanted, init] of [
  ['services/none.json', 404], ['requests/none.json', 404], ['tokens/none.json', 404], ['requests.json?start_date=yesterday', 400], ['requests.json?status=maybe', 400], ['requests.json?api_key=wrong', 403],
  ['requests.json', 403, { service_code: 'roads', description: 'x', address_id: place }], ['requests.json', 403, { api_key: 'wrong', service_code: 'roads' }], ['requests.json', 400, { api_key: key, description: 'x' }],
  ['requests.json', 404, { api_key: key, service_code: 'none', description: 'x', address_id: place }], ['requests.json', 400, { api_key: key, service_code: 'roads', description: 'x' }],
  ['requests.json', 400, { api_key: key, service_code: 'roads', address_id: place }], ['requests.json', 400, { api_key: key, service_code: 'roads', description: 'x'.repeat(4001), address_id: place }],
  ['requests.json', 400, { api_key: key, service_code: 'roads', description: 'x', lat: '91', long: '0' }], ['servicerequestupdates.json', 404, { api_key: key, service_request_id: 'none', description: 'x' }],
]) {
  const answer = await fetch(`${client.endpoint}${what}`, init ? { method: 'POST', body: new URLSearchParams(init) } : {});
  is(answer.status === wanted, `${what} ${JSON.stringify(init)?.slice(0, 80)}: ${answer.status} instead of ${wanted}: ${await answer.clone().text()}`);
  const said = holds('errors', await answer.json());
  is(String(said[0].code) === String(wanted), 'the code within is another');
  errors.push(said[0].description);
}

const update = { api_key: key, service_request_id: id, update_id: 'u-1', status: 'OPEN', updated_datetime: new Date().toISOString(), description: '又塌了一块' };
const sent = async () => (await fetch(`${client.endpoint}servicerequestupdates.json`, { method: 'POST', body: new URLSearchParams(update) })).json();
const [one, two] = [await sent(), await sent()];
is(one[0].update_id && one[0].update_id === two[0].update_id, 'an update sent twice was taken twice');
const updates = holds('updates', await (await fetch(`${client.endpoint}servicerequestupdates.json?api_key=${key}`)).json());
is(updates.some(u => u.update_id === one[0].update_id && u.description.includes(update.description)), 'the update does not come back');
is((await (await fetch(`${client.endpoint}servicerequestupdates.json`)).json()).every(u => u.service_request_id !== id), 'updates of what is not public are shown');

// The XML side, by the words of the standard.
for (const [what, sign] of [['discovery.xml', '<discovery><changeset>'], ['services.xml', '<services><service><service_code>'], ['services/roads.xml', '<service_definition><service_code>roads</service_code><attributes><attribute>'],
  [`requests/${id}.xml?api_key=${key}`, '<service_requests><request><service_request_id>'], ['requests/none.xml', '<errors><error><code>404</code><description>'],
  [`servicerequestupdates.xml?api_key=${key}`, '<service_requests_updates><request_update><update_id>'], [`tokens/${id}.xml?api_key=${key}`, '<service_requests><request><service_request_id>']]) {
  const answer = await fetch(`${client.endpoint}${what}`);
  const text = await answer.text();
  is(answer.headers.get('content-type').startsWith('text/xml') && text.includes(sign), `${what}: ${text.slice(0, 200)}`);
}
console.log(JSON.stringify({ id, services: services.length, validated, errors: errors.length, published: Object.keys(theirs).length > 0 }));

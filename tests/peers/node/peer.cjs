// A service with the OpenTelemetry SDK, as its documentation builds one. It does what `peer.py`
// beside it does, and says there how to talk to it.
'use strict';

const http = require('node:http');
const { context, propagation, ROOT_CONTEXT, trace } = require('@opentelemetry/api');
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

// Registers the context manager, and the propagators of `traceparent` and `baggage`.
new NodeTracerProvider().register();
const tracer = trace.getTracer('peer');

// How a value of each type is read from the text that baggage is to the SDK.
const READ = {
  integer: text => String(BigInt(text)),
  number: Number,
  boolean: text => ({ true: true, false: false })[text],
  text: text => text,
  texts: text => text.split(','),
  integers: text => text.split(',').map(Number),
};

// What a service in JavaScript puts into its baggage. The values are those of the test's `kinds.rs`.
const VALUES = {
  integer: ['id', String(18446744073709551615n)],
  negative: ['balance', String(-9223372036854775808n)],
  number: ['ratio', String(-2.5e-7)],
  boolean: ['is_premium', String(true)],
  enum: ['tier', 'pro'],
  word: ['note', 'plain'],
  spaces: ['note', 'two words  twice'],
  edges: ['note', ' inside '],
  plus: ['note', '1+1'],
  equals: ['note', 'a=b=c'],
  percent: ['note', '100%25%zz'],
  commas: ['note', 'a,b,,c'],
  quotes: ['note', '"quoted";\\'],
  emoji: ['note', 'naïve🦀日本'],
  empty: ['note', ''],
  list: ['features', ['checkout', 'dark_mode'].join(',')],
  numbers: ['ports', [80, 443].join(',')],
  escaped: ['features', ['a%2Cb', '50%25'].join(',')],
};

// The text behind an expected value when it is read as something else; else nothing.
function expectationFailed(expected, baggage) {
  const text = baggage?.getEntry(expected.key)?.value;
  const same = value => JSON.stringify(value) === JSON.stringify(expected.value);
  if (text !== undefined && same(READ[expected.type](text))) return [];
  return [{ key: expected.key, read: text ?? null }];
}

// What `url` answers to a call in the active context.
async function call(url) {
  const headers = {};
  propagation.inject(context.active(), headers);
  const reply = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) });
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  return reply.text();
}

async function answer(path, headers, order) {
  let parent = propagation.extract(ROOT_CONTEXT, headers);
  if (path === '/start') {
    const [key, value] = VALUES[order.value];
    const baggage = propagation.getBaggage(parent) ?? propagation.createBaggage();
    parent = propagation.setBaggage(parent, baggage.setEntry(key, { value }));
  }
  return tracer.startActiveSpan(path, {}, parent, async span => {
    const baggage = propagation.getActiveBaggage();
    const entries = (baggage?.getAllEntries() ?? []).map(([key, entry]) => [key, entry.value]);
    const failures = (order.expect ?? []).flatMap(it => expectationFailed(it, baggage));
    const next = order.next ? await call(order.next) : null;
    span.end();
    return { failures, baggage: Object.fromEntries(entries), next };
  });
}

const server = http.createServer(async (request, response) => {
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const order = JSON.parse(Buffer.concat(chunks).toString());
    const body = JSON.stringify(await answer(request.url, request.headers, order));
    response.setHeader('content-type', 'application/json').end(body);
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});
server.listen(0, '127.0.0.1', () => console.log('PORT', server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();

// The other formats in the programs they are for.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { instance } from '@viz-js/viz';
import Ajv2020 from 'ajv/dist/2020.js';
import Ajv4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { file, launch, pages } from './browser.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const require = createRequire(import.meta.url);
const reports = readdirSync(pages).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
const read = (name) => readFileSync(file(name), 'utf8');
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

test('there are reports of every kind', () => {
  for (const report of ['clean', 'faulty', 'documented', 'hostile', 'large']) assert.ok(reports.includes(report));
});

test('JSON is valid against the published schema, which allows nothing else', () => {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  const validate = ajv.compile(json(new URL('../../baggage-runtime/schemas/baggage-report-1.json', import.meta.url)));
  for (const report of reports) {
    assert.ok(validate(JSON.parse(read(`${report}.json`))), `${report}: ${ajv.errorsText(validate.errors)}`);
  }
  const wrong = JSON.parse(read('faulty.json'));
  wrong.findings[0].severity = 'fatal';
  assert.ok(!validate(wrong));
});

test('SARIF is valid against the schema of OASIS', () => {
  // The schema has a pattern that is none with the flag `u`.
  const ajv = new Ajv4({ allErrors: true, strict: false, unicodeRegExp: false });
  formats(ajv);
  const validate = ajv.compile(json(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')));
  for (const report of reports) {
    assert.ok(validate(JSON.parse(read(`${report}.sarif`))), `${report}: ${ajv.errorsText(validate.errors)}`);
  }
  const wrong = JSON.parse(read('faulty.sarif'));
  wrong.runs[0].results[0].level = 'fatal';
  assert.ok(!validate(wrong));
});

test('Graphviz draws the DOT, with the names as they are', async () => {
  const viz = await instance();
  for (const report of ['clean', 'faulty', 'documented', 'hostile']) {
    const drawn = viz.render(read(`${report}.dot`), { format: 'json' });
    assert.equal(drawn.status, 'success', `${report}: ${JSON.stringify(drawn.errors)}`);
    assert.deepEqual(drawn.errors, []);
    const labels = JSON.parse(drawn.output).objects.map((node) => node.label);
    const keys = JSON.parse(read(`${report}.json`)).keys.map(({ key }) => key);
    // Nothing but controls, which no label can show, may differ.
    const plain = (name) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(name);
    for (const key of keys.filter(plain)) assert.ok(labels.includes(key), `${report}: ${key}`);
  }
});

test('Mermaid draws the flowcharts', async () => {
  const page = await browser.newPage();
  await page.addScriptTag({ path: require.resolve('mermaid/dist/mermaid.min.js') });
  for (const report of ['clean', 'faulty', 'documented', 'hostile', 'large']) {
    const text = read(`${report}.mmd`);
    const blocks = [...text.matchAll(/```mermaid\n([^]*?)```/g)].map(([, block]) => block);
    const diagrams = blocks.length ? blocks : [text];
    assert.equal(blocks.length > 0, report === 'large');
    // A diagram takes a second, so that of many only some are drawn.
    const some = diagrams.filter((_, i) => i % 50 === 0);
    for (const [i, diagram] of some.entries()) {
      const drawn = await page.evaluate(
        async ([id, source]) => {
          mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
          return (await mermaid.render(id, source)).svg;
        },
        [`d${i}`, diagram],
      );
      assert.match(drawn, /^<svg/);
    }
  }
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await page.close();
});

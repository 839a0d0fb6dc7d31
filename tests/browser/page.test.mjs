// The HTML page in a real browser.
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { contrasts } from './contrast.mjs';
import { file, launch, open, pictures } from './browser.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core');
const REPORTS = ['clean', 'faulty', 'documented', 'hostile', 'large'].map((name) => `${name}.html`);

let browser;
before(async () => {
  browser = await launch();
  mkdirSync(pictures, { recursive: true });
});
after(() => browser.close());

const picture = (page, name) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
const texts = (page, selector) => page.locator(selector).allTextContents();

/** How many of the elements stay and how many step back. */
const kept = (page, selector) =>
  page.locator(selector).evaluateAll((all) => {
    const stays = all.filter((element) => getComputedStyle(element).opacity === '1').length;
    return { stays, back: all.length - stays };
  });

for (const report of REPORTS) {
  for (const javaScriptEnabled of [true, false]) {
    test(`${report} asks for nothing and says nothing, script ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      const { page, seen, close } = await open(browser, report, { javaScriptEnabled });
      await page.mouse.wheel(0, 5000);
      await page.waitForTimeout(100);
      if (javaScriptEnabled) {
        // Everything that can be selected, one after the other.
        const links = await page.locator('svg .n').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
        assert.ok(links.length > 0);
        for (const href of links.slice(0, 40)) {
          await page.evaluate((to) => document.querySelector(`svg .n[href="${CSS.escape(to)}"]`)?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })), href);
        }
        await page.locator('#filter').fill('a');
      }
      assert.deepEqual(seen, { requests: [], messages: [] });
      await close();
    });
  }
}

test('hostile names execute nothing and add no element', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, seen, close } = await open(browser, 'hostile.html', { javaScriptEnabled });
    assert.deepEqual(seen.messages, []);
    assert.equal(await page.locator('script').count(), 2);
    assert.equal(await page.locator('img, iframe, object, embed, form, base, link, style:not(head *)').count(), 0);
    if (javaScriptEnabled) {
      assert.equal(await page.evaluate(() => window.hacked), undefined);
      const handlers = await page.evaluate(() =>
        [...document.querySelectorAll('*')].flatMap((it) => [...it.attributes]).filter((it) => /^on/i.test(it.name)).length);
      assert.equal(handlers, 0);
      const foreign = await page.evaluate(() =>
        [...document.querySelectorAll('a')].map((it) => it.getAttribute('href')).filter((it) => !it.startsWith('#')));
      assert.deepEqual(foreign, []);
      for (const link of await page.locator('.matrix th[scope="row"] .k').all()) {
        await link.click();
        assert.equal(await page.locator('#panel .card h3').textContent(), await link.textContent());
      }
      assert.deepEqual(seen.messages, []);
    }
    await close();
  }
});

test('the policy of the page would stop a script that got in', async () => {
  const { page, seen, close } = await open(browser, 'faulty.html');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hacked = true';
    document.body.append(script);
    const image = document.createElement('img');
    image.src = 'http://127.0.0.1:9/image.png';
    document.body.append(image);
    return fetch('http://127.0.0.1:9/').catch(() => {});
  });
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.ok(seen.messages.length >= 3, seen.messages.join('\n'));
  assert.ok(seen.messages.every((message) => message.includes('Content Security Policy') || message.includes('Fetch API')), seen.messages.join('\n'));
  await close();
});

test('without script, everything can be read and links lead to contracts', async () => {
  const { page, close } = await open(browser, 'faulty.html', { javaScriptEnabled: false });
  assert.equal(await page.locator('.matrix tbody tr').count(), 11);
  assert.equal(await page.locator('.bars > li').count(), 4);
  assert.ok((await page.locator('#findings .group > ol > li').count()) >= 5);
  assert.ok(await page.locator('#contracts .card').first().isVisible());
  assert.ok(!(await page.locator('.tools').isVisible()));
  assert.ok(!(await page.locator('#panel').isVisible()));
  await page.locator('.matrix .k', { hasText: 'risk.hint' }).click();
  const card = page.locator('.card:target');
  assert.match(await card.textContent(), /If nobody writes it.*fraud fails: it requires this key/s);
  await close();
});

test('a link with a key opens with the key selected', async () => {
  const { page, seen, close } = await open(browser, 'faulty.html', { address: '#k=risk.hint' });
  assert.equal(await page.locator('#panel h3').textContent(), 'risk.hint');
  assert.match(await page.locator('#panel').textContent(), /fraud fails: it requires this key/);
  assert.deepEqual(seen.messages, []);
  await close();
});

test('a link to what is not there selects nothing', async () => {
  for (const address of ['#k=gone', '#k=%E0%A4%A', '#', '#s=']) {
    const { page, seen, close } = await open(browser, 'faulty.html', { address });
    assert.equal(await page.locator('body.picked').count(), 0);
    assert.deepEqual(seen.messages, []);
    await close();
  }
});

test('a key that is clicked makes the rest step back everywhere', async () => {
  const { page, close } = await open(browser, 'faulty.html', { reducedMotion: 'reduce' });
  await page.locator('#lineage .n.key', { hasText: 'user.email' }).click();
  const expected = {
    '#lineage .n.key': { stays: 1, back: 10 },
    '#lineage .n.service': { stays: 5, back: 2 },
    '#hops svg .call': { stays: 2, back: 5 },
    '.bars > li': { stays: 1, back: 3 },
    '.matrix tbody tr': { stays: 1, back: 10 },
    '#owners tbody tr': { stays: 3, back: 2 },
  };
  const counted = {};
  for (const selector of Object.keys(expected)) counted[selector] = await kept(page, selector);
  assert.deepEqual(counted, expected);
  const findings = await kept(page, '#findings .group > ol > li');
  assert.ok(findings.stays >= 1 && findings.back >= 4, JSON.stringify(findings));
  for (const finding of await page.locator('#findings .group > ol > li.on').all()) {
    assert.match(await finding.textContent(), /user\.email|checkout can send/);
  }
  assert.equal(await page.locator('#panel h3').textContent(), 'user.email');
  assert.match(page.url(), /#k=user\.email$/);
  // The same link again clears.
  await page.locator('#lineage .n.key', { hasText: 'user.email' }).click();
  assert.equal(await page.locator('body.picked').count(), 0);
  assert.ok(!page.url().includes('#'));
  await close();
});

test('a service that is clicked shows what arrives and what it sends', async () => {
  const { page, close } = await open(browser, 'faulty.html', { reducedMotion: 'reduce' });
  await page.locator('#hops svg .n', { hasText: 'payments' }).click();
  const panel = await page.locator('#panel').textContent();
  assert.match(panel, /Guaranteed on arrival.*tenant\.id.*Maybe on arrival.*user\.email.*Sends at most/s);
  const headers = await texts(page, '#panel pre');
  assert.ok(headers.every((header) => header.startsWith('baggage: ')), headers.join('\n'));
  assert.ok(headers[0].includes('cart.id='), headers[0]);
  assert.deepEqual(await kept(page, '.bars > li'), { stays: 3, back: 1 });
  assert.equal(await page.locator('.matrix td.lit').count(), 11);
  await close();
});

test('a third party that is clicked shows what leaves to it', async () => {
  const { page, close } = await open(browser, 'faulty.html');
  await page.locator('#hops svg .n', { hasText: 'cardnet' }).click();
  assert.match(await page.locator('#panel').textContent(), /third party.*May receive.*session\.id/s);
  await close();
});

test('segments of a bar select their key', async () => {
  const { page, close } = await open(browser, 'faulty.html');
  await page.locator('.bars .seg[data-k]').first().click();
  assert.equal(await page.locator('#panel h3').textContent(), 'user.email');
  await close();
});

test('back and forward go through selections', async () => {
  const { page, close } = await open(browser, 'faulty.html');
  await page.locator('#lineage .n.key', { hasText: 'cart.id' }).click();
  await page.locator('#panel a', { hasText: 'fraud' }).first().click();
  assert.equal(await page.locator('#panel h3').textContent(), 'fraud');
  await page.goBack();
  assert.equal(await page.locator('#panel h3').textContent(), 'cart.id');
  await page.goBack();
  assert.equal(await page.locator('body.picked').count(), 0);
  await close();
});

test('keys do what a mouse does', async () => {
  const { page, close } = await open(browser, 'faulty.html');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  let steps = 0;
  while (!(await page.evaluate(() => document.activeElement.matches('#lineage .n.key')))) {
    await page.keyboard.press('Tab');
    assert.ok((steps += 1) < 40, 'no key within forty steps');
  }
  const name = await page.evaluate(() => document.activeElement.querySelector('.name').textContent);
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#panel h3').textContent(), name);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('body.picked').count(), 0);

  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'filter');
  await page.keyboard.type('cart.total decimal');
  assert.deepEqual(await texts(page, '#findings .group:not([hidden]) h3 code'), ['contract/type-conflict']);
  assert.match(await page.locator('#hits').textContent(), /1 findings/);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#filter').inputValue(), '');
  assert.equal(await page.locator('#findings .group > ol > li[hidden]').count(), 0);
  await close();
});

test('the filter finds keys, services, owners and rules', async () => {
  const { page, close } = await open(browser, 'faulty.html');
  const filter = page.locator('#filter');
  await filter.fill('team-risk');
  assert.equal(await page.locator('#owners tbody tr:not([hidden])').count(), 1);
  await filter.fill('session.id');
  assert.equal(await page.locator('.matrix tbody tr:not([hidden])').count(), 1);
  await filter.fill('privacy/');
  for (const rule of await texts(page, '#findings .group:not([hidden]) h3 code')) assert.match(rule, /^privacy\//);
  await filter.fill('no such thing');
  assert.equal(await page.locator('#findings .group > ol > li:not([hidden])').count(), 0);
  await close();
});

test('the button changes the theme, and the system decides until then', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { page, close } = await open(browser, 'faulty.html', { colorScheme });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const first = await ground();
    await page.locator('#theme').click();
    const second = await ground();
    assert.notEqual(first, second);
    await page.locator('#theme').click();
    assert.equal(await ground(), first);
    await close();
  }
});

test('nothing moves for those who asked for it', async () => {
  const { page, close } = await open(browser, 'faulty.html', { reducedMotion: 'reduce' });
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')].filter((it) => getComputedStyle(it).transitionDuration !== '0s' && getComputedStyle(it).transitionProperty !== 'none').length);
  assert.equal(moving, 0);
  await close();
});

test('text has a contrast of at least 4.5 in both themes', async () => {
  const lowest = {};
  for (const report of ['faulty.html', 'documented.html', 'clean.html']) {
    for (const colorScheme of ['light', 'dark']) {
      for (const address of ['', '#k=tenant.id', '#s=payments']) {
        const { page, close } = await open(browser, report, { colorScheme, address, reducedMotion: 'reduce' });
        await page.evaluate(() => (document.querySelector('#contracts details').open = true));
        const found = await page.evaluate(contrasts);
        assert.ok(found.length > 100, `${found.length} texts`);
        const low = found.filter(({ ratio }) => ratio < 4.5);
        assert.deepEqual(low, [], `${report} ${colorScheme} ${address}`);
        lowest[colorScheme] = Math.min(lowest[colorScheme] ?? 21, ...found.map(({ ratio }) => ratio));
        await close();
      }
    }
  }
  console.log(`lowest contrast: light ${lowest.light.toFixed(2)}, dark ${lowest.dark.toFixed(2)}`);
});

test('axe finds nothing', async () => {
  for (const report of ['faulty.html', 'clean.html', 'documented.html']) {
    for (const address of ['', '#k=tenant.id']) {
      const { page, close } = await open(browser, report, { address, bypassCSP: true, reducedMotion: 'reduce' });
      await page.addScriptTag({ path: axe });
      const { violations } = await page.evaluate(() =>
        // What steps back for a selection is meant to be faint; the test above looks at the rest.
        globalThis.axe.run({ exclude: ['.picked .d:not(.on)', '.picked .group.back > :not(ol)'] }, { rules: { region: { enabled: true } } }));
      const said = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
      assert.deepEqual(said, [], `${report}${address}`);
      await close();
    }
  }
});

test('a phone needs no sideways scrolling of the page, and gets the panel from below', async () => {
  for (const report of ['faulty.html', 'large.html', 'documented.html']) {
    const { page, close } = await open(browser, report, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
    const [width, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width <= inner, `${report}: ${width} > ${inner}`);
    if (report === 'faulty.html') {
      await picture(page, 'phone');
      await page.locator('.matrix .k', { hasText: 'cart.id' }).tap();
      const panel = await page.locator('#panel').boundingBox();
      assert.ok(panel.y > 300 && Math.round(panel.y + panel.height) === 800, JSON.stringify(panel));
      await page.screenshot({ path: join(pictures, 'phone-key.png') });
      await page.locator('#close').tap();
      assert.ok(!(await page.locator('#panel').isVisible()));
    }
    await close();
  }
});

test('paper gets all contracts and no controls', async () => {
  const { page, close } = await open(browser, 'faulty.html', { colorScheme: 'dark' });
  await page.pdf({ path: join(pictures, 'print.pdf'), preferCSSPageSize: true, printBackground: true });
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.locator('.tools').isVisible()));
  assert.ok(!(await page.locator('#panel').isVisible()));
  assert.ok(await page.locator('#contracts .card').first().isVisible());
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  await picture(page, 'print');
  await close();
});

test('two hundred services stay below 2 MB, and answer', async () => {
  const { size } = statSync(file('large.html'));
  assert.ok(size < 2_000_000, `${size} bytes`);
  const { page, seen, close } = await open(browser, 'large.html');
  await page.locator('.matrix .col a').nth(40).click();
  const panel = await page.locator('#panel').textContent();
  assert.match(panel, /Guaranteed on arrival.*Maybe on arrival.*Sends at most/s);
  assert.ok((await page.locator('#panel .k').count()) > 0);
  await page.screenshot({ path: join(pictures, 'large-service.png') });
  await page.locator('#panel .k').first().click();
  assert.equal(await page.locator('.matrix tbody tr.on').count(), 1);
  assert.deepEqual(seen, { requests: [], messages: [] });
  await page.evaluate(() => document.querySelector('#hops').scrollIntoView());
  await page.screenshot({ path: join(pictures, 'large-hops.png') });
  await close();
});

test('pictures', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, address] of [['', ''], ['-key', '#k=user.email'], ['-service', '#s=payments']]) {
      const { page, close } = await open(browser, 'faulty.html', { colorScheme, address, reducedMotion: 'reduce' });
      await picture(page, `${colorScheme}${name}`);
      await close();
    }
  }
});

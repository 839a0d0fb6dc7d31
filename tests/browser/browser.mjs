// Chromium without network, and what a page did in it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** Where the Rust test `pages` has written the reports. */
export const pages = process.env.BAGGAGE_PAGES ?? '';
/** Where pictures are left to be looked at. */
export const pictures = process.env.BAGGAGE_PICTURES ?? pages;

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = () => chromium.launch({ executablePath, args });

export const file = (name) => join(pages, name);

/**
 * Opens a report, and writes down every request, message, error and dialog.
 * `address` is what stands behind the file's name.
 */
export async function open(browser, name, { address = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = { requests: [], messages: [] };
  const start = pathToFileURL(file(name)).href;
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== start) seen.requests.push(request.url());
  });
  page.on('console', (message) => seen.messages.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => seen.messages.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    seen.messages.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(start + address);
  return { page, seen, close: () => context.close() };
}

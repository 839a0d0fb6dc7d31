'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const $ = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const list = (text) => (text ? text.split(' ') : []);

  // What is selected: a token, `k3` for a key, `s1`, `o0` or `c` for a party.
  const cards = new Map(all('.card').map((card) => [card.dataset.id, card]));
  const tokens = new Map();
  const anchors = new Map();
  for (const [token, card] of cards) {
    anchors.set(token, card.id);
    tokens.set(card.id, token);
    // The browser would jump to the card; the panel shows it where one is.
    card.removeAttribute('id');
  }
  const loads = data.loads.map((keys) => new Set(keys));

  // Who has to do with a key: the matrix says it, and the bars for those outside.
  const columns = all('.matrix .col').map((column) => column.dataset.p);
  const facts = 5;
  const uses = all('.matrix tbody tr').map((row) => {
    const marked = [...row.cells].slice(facts).map((cell, i) => (cell.textContent.trim() ? columns[i] : ''));
    return new Set(marked.filter(Boolean));
  });
  for (const row of all('.bars > li')) {
    const outside = list(row.dataset.p).filter((party) => party.startsWith('o'));
    for (const key of loads[Number(row.dataset.r)]) outside.forEach((party) => uses[key].add(party));
  }

  const parts = all('.d, .seg[data-k]').map((element) => ({
    element,
    keys: list(element.closest('[data-k]')?.dataset.k).map(Number),
    parties: list(element.dataset.p),
    load: element.dataset.r === undefined ? undefined : loads[Number(element.dataset.r)],
    // In the call map, those next to a service stay with it.
    near: element.matches('.calls .n'),
  }));
  const calls = all('.call').map((call) => list(call.dataset.p));

  // The rules by which everything follows a selection.
  const follows = {
    key: (part, key) => {
      if (part.load) return part.load.has(key);
      if (part.keys.length) return part.keys.includes(key);
      return part.parties.some((party) => uses[key].has(party));
    },
    party: (part, party) => {
      if (part.near && calls.some((call) => call.includes(party) && call.includes(part.parties[0]))) return true;
      if (part.parties.length) return part.parties.includes(party);
      return part.keys.some((key) => uses[key].has(party));
    },
  };

  let picked = null;

  const show = (token) => {
    picked = token;
    const isKey = token !== null && token[0] === 'k';
    const key = isKey ? Number(token.slice(1)) : null;
    for (const part of parts) {
      const on = token !== null && (isKey ? follows.key(part, key) : follows.party(part, token));
      part.element.classList.toggle('on', on);
      const own = isKey ? part.element.dataset.k === String(key) : part.element.dataset.p === token;
      part.element.classList.toggle('picked-one', on && own);
    }
    for (const cell of all('.matrix .lit')) cell.classList.remove('lit');
    const column = token === null ? -1 : columns.indexOf(token);
    if (column >= 0) for (const row of all('.matrix tr')) row.cells[facts + column].classList.add('lit');
    for (const group of all('.group')) group.classList.toggle('back', !group.querySelector('li.on'));
    document.body.classList.toggle('picked', token !== null);
    panel(token);
  };

  const panel = (token) => {
    const body = $('panel-body');
    body.replaceChildren();
    $('panel-hint').hidden = token !== null;
    $('close').hidden = token === null;
    $('panel-title').textContent = token === null ? 'Details' : token[0] === 'k' ? 'Key' : 'Service';
    if (token === null) return;
    const card = cards.get(token).cloneNode(true);
    card.className = 'card';
    const sets = card.querySelector('.sets');
    if (sets) sets.replaceWith(...keySets(token));
    for (const header of card.querySelectorAll('pre')) header.after(copyButton(header.textContent));
    body.append(card);
    $('panel').scrollTop = 0;
  };

  // Fleets of many services keep the sets of keys in the data, not on the page.
  const keySets = (token) => {
    const service = Number(token.slice(1));
    const own = all('.bars > li').filter((row) => list(row.dataset.p)[0] === token).map((row) => Number(row.dataset.r));
    const sends = own.map((row) => data.loads[row]).sort((one, other) => other.length - one.length);
    const sets = [...data.sets.arrives[service], sends[0] ?? []];
    return data.sets.titles.flatMap((title, i) => {
      const keys = element('ul', 'inline');
      for (const key of sets[i]) {
        const link = element('a', 'k', data.sets.keys[key]);
        link.href = '#' + encode(anchors.get('k' + key));
        const item = element('li');
        item.append(link);
        keys.append(item);
      }
      return [element('h4', '', `${title} (${sets[i].length})`), keys];
    });
  };

  const copyButton = (text) => {
    const button = element('button', 'copy', 'Copy');
    button.type = 'button';
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
      } catch {
        // Without the right to the clipboard, the text is selected for the user to copy.
        getSelection().selectAllChildren(button.previousElementSibling);
      }
    });
    return button;
  };

  const element = (name, className = '', text = '') => {
    const created = document.createElement(name);
    if (className) created.className = className;
    if (text) created.textContent = text;
    return created;
  };

  // The address bar holds the selection, so that it can be linked to and gone back from.
  const encode = (anchor) => anchor.slice(0, 2) + encodeURIComponent(anchor.slice(2));
  const decode = (hash) => {
    try {
      return tokens.get(decodeURIComponent(hash.slice(1))) ?? null;
    } catch {
      return null;
    }
  };
  const pick = (token) => {
    const address = token === null ? location.pathname + location.search : '#' + encode(anchors.get(token));
    history.pushState(null, '', address);
    show(token);
  };

  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const segment = event.target.closest('.seg[data-k]');
    const link = event.target.closest('a');
    const href = link?.getAttribute('href') ?? '';
    const token = segment ? 'k' + segment.dataset.k : href.startsWith('#') ? decode(href) : null;
    if (token === null) return;
    event.preventDefault();
    pick(token === picked && !segment ? null : token);
  });
  addEventListener('popstate', () => show(decode(location.hash)));
  $('close').addEventListener('click', () => pick(null));

  // The filter: every word must be in the text of a row.
  const filter = $('filter');
  const rows = all('.matrix tbody tr, .group > ol > li, .bars > li, #owners tbody tr, .cards > .card').map(
    (row) => ({ row, text: (row.textContent + (row.closest('.group')?.querySelector('h3').textContent ?? '')).toLowerCase() }),
  );
  const nodes = all('svg .n').map((node) => ({ node, text: node.textContent.toLowerCase() }));
  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = (text) => words.every((word) => text.includes(word));
    for (const { row, text } of rows) row.hidden = !hits(text);
    for (const { node, text } of nodes) node.classList.toggle('miss', !hits(text));
    for (const group of all('.group')) group.hidden = !group.querySelector('ol > li:not([hidden])');
    const count = (selector) => all(selector).filter((row) => !row.hidden).length;
    $('hits').textContent = words.length
      ? `Matching: ${count('.matrix tbody tr')} keys, ${count('.bars > li')} senders, ${count('.group > ol > li')} findings`
      : '';
  };
  filter.addEventListener('input', apply);

  document.addEventListener('keydown', (event) => {
    const typing = event.target === filter;
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
      filter.select();
    } else if (event.key === 'Escape') {
      if (filter.value) {
        filter.value = '';
        apply();
      } else if (picked !== null) {
        pick(null);
      }
      filter.blur();
    }
  });

  // The theme: the system's until the button says otherwise.
  const root = document.documentElement;
  $('theme').addEventListener('click', () => {
    const dark = getComputedStyle(root).getPropertyValue('color-scheme').trim() === 'dark'
      || (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
    root.dataset.theme = dark ? 'light' : 'dark';
  });

  // The panel shows one contract at a time; all of them are for paper.
  const contracts = document.querySelector('#contracts details');
  contracts.open = false;
  addEventListener('beforeprint', () => (contracts.open = true));

  root.classList.add('js');
  document.querySelector('.tools').hidden = false;
  $('panel').hidden = false;
  show(decode(location.hash));
})();

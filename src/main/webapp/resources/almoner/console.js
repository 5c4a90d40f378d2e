/* What the pages do without a round trip: theme, navigation, keys, search, copying. No page needs it to be read. */
(() => {
  'use strict';
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

  const showTheme = () => $$('[data-set-theme]').forEach(button =>
    button.setAttribute('aria-pressed', String((root.dataset.theme || 'auto') === button.dataset.setTheme)));
  const setTheme = theme => {
    if (theme === 'auto') delete root.dataset.theme; else root.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    showTheme();
  };

  const setNavigation = open => {
    if (open) root.dataset.nav = 'open'; else delete root.dataset.nav;
    $('.toggle')?.setAttribute('aria-expanded', String(open));
    if (open) $('.side a')?.focus();
  };

  const copy = async button => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      document.execCommand('copy');
    }
    $('#spoken').textContent = button.dataset.done;
    const label = $('span', button);
    const before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2000);
  };

  document.addEventListener('click', event => {
    const at = selector => event.target.closest(selector);
    if (at('[data-set-theme]')) setTheme(at('[data-set-theme]').dataset.setTheme);
    else if (at('.toggle')) setNavigation(root.dataset.nav !== 'open');
    else if (at('.veil')) setNavigation(false);
    else if (at('[data-copy]')) copy(at('[data-copy]'));
    else if (at('[data-open]')) document.getElementById(at('[data-open]').dataset.open).showModal();
    else if (at('[data-close]') || event.target.matches('dialog[open]')) event.target.closest('dialog').close();
  });

  /* A filter form sends only what was filled in, so that the address says no more than it must. */
  document.addEventListener('submit', event => {
    if (event.target.matches('form.filters')) {
      $$('input, select', event.target).forEach(field => { field.disabled = field.value === ''; });
    }
  });
  document.addEventListener('change', event => {
    if (event.target.matches('form.filters select, form.filters input[type=month]')) event.target.form.requestSubmit();
  });
  /* Back again: the fields say what the address says, not what was chosen before leaving. */
  window.addEventListener('pageshow', () => $$('form.filters').forEach(form => {
    form.reset();
    [...form.elements].forEach(field => { field.disabled = false; });
  }));

  /* Search: the server finds, the arrow keys choose. */
  const finder = $('#finder');
  if (finder) {
    const field = $('input', finder);
    const list = $('ul', finder);
    const hint = $('.hint', finder);
    let asked = 0;
    let timer;
    const options = () => $$('li', list);
    const choose = index => {
      const all = options();
      all.forEach((option, i) => option.setAttribute('aria-selected', String(i === index)));
      if (all[index]) {
        field.setAttribute('aria-activedescendant', all[index].id);
        all[index].scrollIntoView({ block: 'nearest' });
      } else field.removeAttribute('aria-activedescendant');
    };
    const show = hits => {
      list.replaceChildren(...hits.map((hit, i) => {
        const item = document.createElement('li');
        item.id = `hit${i}`;
        item.setAttribute('role', 'option');
        const link = document.createElement('a');
        link.href = hit.url;
        link.tabIndex = -1;
        const [kind, title, more] = ['small', 'span', 'small'].map(tag => document.createElement(tag));
        kind.textContent = hit.kind;
        title.textContent = hit.title;
        more.textContent = hit.more || '';
        link.append(kind, title, more);
        item.append(link);
        return item;
      }));
      field.setAttribute('aria-expanded', String(hits.length > 0));
      choose(0);
      hint.textContent = hits.length ? hint.dataset.keys : field.value.trim() ? hint.dataset.none : hint.dataset.start;
    };
    const ask = async () => {
      const mine = ++asked;
      const text = field.value.trim();
      if (!text) return show([]);
      try {
        const answer = await fetch(`${finder.dataset.url}?q=${encodeURIComponent(text)}`, { headers: { Accept: 'application/json' } });
        if (answer.redirected || !answer.ok) throw new Error();
        const found = await answer.json();
        if (mine === asked) show(found.items);
      } catch {
        if (mine === asked) hint.textContent = hint.dataset.failed;
      }
    };
    field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    field.addEventListener('keydown', event => {
      const all = options();
      const now = all.findIndex(option => option.getAttribute('aria-selected') === 'true');
      if (event.key === 'ArrowDown') choose(Math.min(now + 1, all.length - 1));
      else if (event.key === 'ArrowUp') choose(Math.max(now - 1, 0));
      else if (event.key === 'Enter') { if (all[now]) $('a', all[now]).click(); }
      else return;
      event.preventDefault();
    });
    finder.addEventListener('close', () => { field.value = ''; asked++; show([]); });
  }

  /* Keys: never while somebody types, never with a modifier but Ctrl-K. */
  let first = '';
  document.addEventListener('keydown', event => {
    const typing = event.target.matches('input, select, textarea, [contenteditable]');
    if (event.key === 'Escape' && root.dataset.nav) { setNavigation(false); $('.toggle').focus(); return; }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && finder) {
      event.preventDefault();
      finder.showModal();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || $('dialog[open]')) return;
    if (event.key === '/' && finder) { event.preventDefault(); finder.showModal(); return; }
    if (event.key === '?') { $('#help')?.showModal(); return; }
    const link = first === 'g' ? $(`[data-key="${CSS.escape(event.key)}"]`) : null;
    first = event.key;
    setTimeout(() => { first = ''; }, 1200);
    if (link) link.click();
  });

  showTheme();
  setNavigation(false);
})();

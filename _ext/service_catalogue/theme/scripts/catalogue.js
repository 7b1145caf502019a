// Enhancements of pages, which work without them: a term is a link to the glossary, a cell a link to itself.
(function () {
  "use strict";

  const on = (kind, act) => document.addEventListener(kind, act);

  // ---- Lazy loading: by scripts, the only files that a browser loads for a page from a folder --------------------------

  const base = new URL(".", document.currentScript.src).href;
  // With trusted types, only addresses beside this script may become a script.
  const policy = window.trustedTypes?.createPolicy("catalogue", {
    createScriptURL: (address) => (address.startsWith(base) ? address : ""),
  });

  // Returns the argument with which the script calls the function `answer`.
  function fetchScript(name, answer) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      if (answer) {
        window[answer] = resolve;
      }
      script.onload = resolve;
      script.onerror = () => reject(new Error(name));
      script.src = policy ? policy.createScriptURL(base + name) : base + name;
      document.head.append(script);
    });
  }

  window.catalogueFetch = fetchScript;

  // The list of the files of this edition has a constant name: a query makes its address unknown to caches.
  const named = (folder, answer) => fetchScript(`${folder}/edition.js?${Date.now()}`, answer);

  // ---- Suggestions of the search field, loaded at its first focus --------------------------------------------------------

  const field = document.querySelector(".site-search input");
  field?.addEventListener("focus", async () => {
    const found = await named("suggest", "catalogueSuggest");
    window.catalogueSuggest = found;
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: base + found.style }));
    for (const script of found.scripts) {
      await fetchScript(script);
    }
  }, { once: true });

  // ---- The language switch preserves the anchor (and, of the search, the question) ----------------------------

  function keepPlace(event) {
    const link = event.target.closest?.("a[data-switch]");
    if (link) {
      link.href = link.getAttribute("href").replace(/[?#].*/s, "") + location.search + location.hash;
    }
  }
  for (const kind of ["pointerover", "focusin", "pointerdown", "click"]) {
    on(kind, keepPlace);
  }
  for (const link of document.querySelectorAll("a[data-switch]")) {
    link.addEventListener("click", () => kept("catalogue.language", link.hreflang));
  }

  function kept(key, value) {
    try {
      if (value !== undefined) {
        localStorage.setItem(key, value);
      }
      return localStorage.getItem(key);
    } catch {
      return value ?? null; // a browser may keep nothing for a page from a folder
    }
  }

  // ---- The key / focuses the search field, unless the reader has switched it off (WCAG 2.1.4) -------------------------

  const shortcut = (value) => kept("catalogue.search-shortcut", value);

  on("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || typing || shortcut() === "off") {
      return;
    }
    const form = document.querySelector("form[role=search]");
    event.preventDefault();
    if (form.elements.q.checkVisibility()) {
      form.elements.q.focus();
    } else {
      location.href = form.action; // on a phone it is in the menu
    }
  });

  const choice = document.querySelector("[data-search-shortcut]");
  if (choice) {
    const box = choice.querySelector("input");
    box.checked = shortcut() !== "off";
    box.addEventListener("change", () => shortcut(box.checked ? "on" : "off"));
  }

  // ---- The table of contents is open beside the text, and marks the section of the reader -------------------

  const contents = document.querySelector("details[data-contents]");
  if (contents) {
    const wide = matchMedia("(min-width: 64rem)");
    const unfold = () => { contents.open = wide.matches; };
    wide.addEventListener("change", unfold);
    unfold();
    contents.querySelector("ul")?.addEventListener("click", unfold); // on a phone it lies over the page

    const links = new Map();
    for (const link of contents.querySelectorAll("a")) {
      links.set(document.getElementById(decodeURIComponent(link.hash.slice(1))), link);
    }
    links.delete(null);
    const sections = [...links.keys()];
    let marked = null;
    const mark = () => {
      // The last section that begins above the upper third of the window.
      const here = sections.findLast((section) => section.getBoundingClientRect().top < innerHeight / 3);
      const link = links.get(here) ?? null;
      if (link !== marked) {
        marked?.removeAttribute("aria-current");
        link?.setAttribute("aria-current", "location");
        marked = link;
      }
    };
    // Called only when a section crosses an edge of the band.
    const watch = new IntersectionObserver(mark, { rootMargin: "-33% 0px -66% 0px" });
    sections.forEach((section) => watch.observe(section));
  }

  // ---- Terms are open where there is room; folded parts open for an address in them, and for print ----------------------------------------------

  function unfoldTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target?.closest("details.part");
    if (folded && !folded.open) {
      folded.open = true;
      target.scrollIntoView();
    }
  }
  const roomy = matchMedia("(min-width: 56rem)");
  (roomy.onchange = () => document.querySelectorAll(".part-statements > details").forEach((one) => { one.open = roomy.matches; }))();
  addEventListener("hashchange", unfoldTarget);
  unfoldTarget();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.part:not([open])")];
    closed.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((details) => { details.open = false; }));

  // ---- Scrollers -----------------------------------------------------------------------------------------------------

  function scrolls(scroller) {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = scroller;
    return getComputedStyle(scroller).overflowX !== "visible" && (scrollWidth > clientWidth || scrollHeight > clientHeight);
  }

  // For an address of a cell, show all of its scroller, and so the headers.
  function showHeaders() {
    const scroller = document.querySelector("[data-matrix] :target")?.closest(".scroller");
    if (scroller && scrolls(scroller)) {
      scroller.scrollIntoView({ block: "nearest" });
    }
  }
  addEventListener("load", showHeaders);
  addEventListener("hashchange", showHeaders);

  // A scroller that shows everything needs no tab stop.
  const fitting = new ResizeObserver((entries) => {
    for (const { target: table } of entries) {
      const scroller = table.parentElement;
      if (scrolls(scroller)) {
        scroller.tabIndex = 0;
      } else {
        scroller.removeAttribute("tabindex");
      }
    }
  });
  document.querySelectorAll(".scroller > table").forEach((table) => fitting.observe(table));

  // ---- The definition of a term beside its mention -------------------------------------------------------------------
  // Shown on hover, focus and tap, while the pointer is on it, and until Escape (WCAG 1.4.13).

  const DELAY = 200; // ms: time to cross a term without a flicker, or to reach its definition
  const TERM = "a.term";

  let box, tip, ways, more; // made when the first is needed
  let shown = null; // the term whose definition shows
  let timer = 0;
  let tapped = false; // the pointer that came last is a finger
  let shownBeforeTap = null;

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function make() {
    tip = element("p", { id: "definition", role: "tooltip" });
    more = element("a", { textContent: document.body.dataset.termMore });
    const close = element("button", { type: "button", textContent: document.body.dataset.termClose });
    close.addEventListener("click", hide);
    ways = element("div", { className: "definition-ways" }, more, close);
    box = element("div", { className: "definition", hidden: true }, tip, ways);
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", hideSoon);
    (document.querySelector(".catalogue main") ?? document.body).append(box); // in a landmark
  }

  function show(term) {
    clearTimeout(timer);
    if (shown === term) {
      return;
    }
    hide();
    if (!box) {
      make();
    }
    shown = term;
    load().then((terms) => {
      const found = terms[term.hash.slice(1)];
      if (shown !== term || !found) {
        return;
      }
      const [name, definition] = found;
      tip.replaceChildren(element("strong", { textContent: name }), " ", definition);
      more.href = term.href;
      ways.hidden = !tapped; // with a mouse or a keyboard the term itself is the way to the glossary
      box.hidden = false;
      term.setAttribute("aria-describedby", tip.id);
      place(term);
    }, () => { shown = null; });
  }

  // All definitions are loaded with the first one.
  let definitions;
  function load() {
    definitions ??= named("terms", "catalogueTerms").then((name) => fetchScript(`terms/${name}`, "catalogueTerms"));
    definitions.catch(() => { definitions = undefined; });
    return definitions;
  }

  // Below the beginning of the term, or above it without room below. In a narrow window at the bottom
  // edge, or at the top if it would cover the term.
  function place(term) {
    const at = term.getClientRects()[0];
    const width = document.documentElement.clientWidth;
    const left = Math.max(16, Math.min(at.left, width - box.offsetWidth - 16));
    const room = innerHeight - at.bottom;
    const above = room < box.offsetHeight + 12 && at.top > room;
    const top = above ? at.top - box.offsetHeight - 4 : at.bottom + 4;
    box.toggleAttribute("data-above", above);
    box.style.setProperty("--x", `${left + scrollX}px`);
    box.style.setProperty("--y", `${top + scrollY}px`);
  }

  function hide() {
    clearTimeout(timer);
    if (shown) {
      shown.removeAttribute("aria-describedby");
      shown = null;
      box.hidden = true;
    }
  }

  function soon(action) {
    clearTimeout(timer);
    timer = setTimeout(action, DELAY);
  }
  // The definition of a focused term stays when the pointer leaves.
  function hideSoon() { soon(() => shown !== document.activeElement && hide()); }

  on("pointerover", (event) => {
    const term = event.target.closest?.(TERM);
    if (term && event.pointerType !== "touch") {
      tapped = false;
      soon(() => show(term));
    }
  });
  on("pointerout", (event) => {
    if (event.pointerType !== "touch" && event.target.closest?.(TERM)) {
      hideSoon();
    }
  });
  on("pointerdown", (event) => {
    tapped = event.pointerType === "touch";
    shownBeforeTap = shown;
    if (shown && !box.contains(event.target) && event.target.closest?.(TERM) !== shown) {
      hide();
    }
  });
  on("keydown", (event) => {
    tapped = false;
    if (event.key === "Escape") {
      hide();
    }
  });
  on("focusin", (event) => {
    const term = event.target.closest?.(TERM);
    if (term) {
      show(term);
    } else if (!box?.contains(event.target)) {
      hide();
    }
  });
  on("focusout", (event) => {
    if (event.target === shown && !box.contains(event.relatedTarget)) {
      hideSoon();
    }
  });
  on("click", (event) => {
    const term = event.target.closest?.(TERM);
    // The first tap shows the definition with a link to the glossary; the next one follows the term.
    if (term && tapped && shownBeforeTap !== term) {
      event.preventDefault();
      show(term);
    }
  });
  addEventListener("resize", () => shown && place(shown));
})();

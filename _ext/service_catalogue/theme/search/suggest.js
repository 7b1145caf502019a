// Suggestions of the search field in the header: titles of results in a list box (the combobox of the ARIA Authoring Practices).
// Loaded when the field gets the focus; without it the form leads to the search page.
(function () {
  "use strict";

  const SHOWN = 6; // suggestions at a time
  const LONGEST = 1_600; // characters of an answer that is suggested: the whole of it, or nothing
  const PAUSE = 120; // ms without a key until the engine is asked

  const { find, show, near, whole } = window.catalogueSearch;
  const { label, kinds } = window.catalogueSuggest;
  const form = document.querySelector(".site-search");
  const input = form.elements.q;

  const list = document.createElement("ul");
  list.id = "site-search";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }

  // Addresses in the index begin at the root of the language, and have file names.
  const folders = form.action.endsWith("/");
  const root = form.action.replace(/search(\.html|\/)$/, "");
  const reach = (address) => root + (folders ? address.replace(/(\/index)?\.html/, "/") : address);

  let last = 0; // the number of the question that was asked last
  let timer = 0;
  let chosen = -1; // the place of the suggestion that is chosen

  function choose(place) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const option = list.children[chosen];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    choose(-1);
  }

  function option({ kind, number, title, address }, place) {
    const made = document.createElement("li");
    made.id = `site-search.${place}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.dataset.address = reach(address);
    const small = document.createElement("small");
    small.textContent = kinds[kind] ?? "";
    const [lang, , untranslated] = window.catalogueSearch.index.untranslated ?? ["", "", []];
    const foreign = Object.assign(document.createElement("span"), { lang, textContent: title });
    made.append(untranslated.includes(number) ? foreign : title, " ", small);
    return made;
  }

  async function suggest() {
    const number = last += 1;
    const question = input.value.trim();
    const found = question.length < 2 ? [] : await whole(async () => {
      const { results, answer } = await find(question, { kind: "", names: [] });
      if (!answer && !results.length) {
        return near(question);
      }
      const title = answer?.lines.map(({ text }) => text).join(" ");
      const isShown = answer && title.length <= LONGEST;
      return [...isShown ? [{ ...answer, title }] : [], ...await show(results.slice(0, 2 * SHOWN).filter(({ number }) => !isShown || number !== answer.number))];
    }).catch(() => []); // the page of the search says what is wrong
    if (number !== last || chosen >= 0 || document.activeElement !== input) { // what is chosen stays
      return;
    }
    const once = new Map(found.map((entry) => [`${entry.kind} ${entry.title}`, entry]));
    list.replaceChildren(...[...once.values()].slice(0, SHOWN).map(option));
    open(list.children.length > 0);
  }

  input.addEventListener("input", () => {
    choose(-1);
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    const { length } = list.children;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && length) {
      event.preventDefault();
      if (list.hidden) {
        open(true);
      }
      // Cycle through the field and all suggestions.
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + length + 1) % (length + 1)) - 1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // what was written stays
      open(false);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.href = list.children[chosen].dataset.address;
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const taken = event.target.closest("[role=option]");
    if (taken) {
      location.href = taken.dataset.address;
    }
  });
  if (input.value) {
    suggest();
  }
})();

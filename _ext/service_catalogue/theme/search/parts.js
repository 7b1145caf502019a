// The scripts of the index, loaded on demand. Their format is described in search/index.py.
// Each is a script that calls `catalogueSearch.put`.
(function () {
  "use strict";

  const PROGRAM = "{program}"; // the digest of these scripts, put here when the site is built

  const parts = new Map(); // name → its data
  const asked = new Map(); // name → the promise of it
  const base = document.currentScript.src.replace(/[^/]*$/, "");
  const addresses = window.trustedTypes?.createPolicy("catalogue-search", { createScriptURL: (address) => address })
    ?? { createScriptURL: (address) => address };

  const put = (name, data) => parts.set(name, data);

  function load(names) {
    return Promise.all([...new Set(names)].filter((name) => !parts.has(name)).map((name) => fetchPart(name, `${name}.js`)));
  }

  // A part is refused if its script is not the requested one.
  function fetchPart(name, file) {
    if (!asked.has(name)) {
      asked.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = addresses.createScriptURL(`${base}${file}`);
        script.onload = () => {
          script.remove();
          if (parts.has(name)) {
            resolve();
          } else {
            reject(new Error(name));
          }
        };
        script.onerror = script.onload;
        document.head.append(script);
      }).finally(() => asked.delete(name))); // the network, or the right edition, may be back for the next question
    }
    return asked.get(name);
  }

  // ---- The edition in use --------------------------------------------------------------------------------------------

  let current = ""; // the name of the index that is read
  let opening; // the promise of the first
  let renewing; // the promise of the next

  // Read the index of the published edition; returns whether it has changed. The file with its name has a constant
  // address: a query makes it unknown to caches.
  const renew = () => (renewing ??= fetchEdition().finally(() => { renewing = undefined; }));

  async function fetchEdition() {
    parts.delete("edition");
    await fetchPart("edition", `edition.js?${Date.now()}`);
    const { index: name, program } = parts.get("edition");
    if (program !== PROGRAM) {
      throw Object.assign(new Error("The page is of another edition."), { edition: name });
    }
    if (name === current) {
      return false;
    }
    await load([name]);
    open(parts.get(name));
    current = name;
    return true;
  }

  const ready = () => (opening ??= renew().catch((error) => {
    opening = undefined;
    throw error;
  }));

  // Returns the result of `action` with the parts of one edition, and repeats it if a part is missing because another edition
  // has been published.
  async function whole(action) {
    await ready();
    try {
      return await action();
    } catch (error) {
      if (!(await renew())) {
        throw error;
      }
      return action();
    }
  }

  // ---- The index as a whole ------------------------------------------------------------------------------------------

  let index; // what the part of this name holds
  let lexicons; // that of frequent words, and the parts of the rare ones that are in use
  let rare; // name → the lexicon of that part
  let firsts; // kind → [its first entry, the one after its last]
  let size; // the number of entries

  function open(opened) {
    index = opened;
    lexicons = [lexicon(index)];
    rare = new Map();
    firsts = {};
    size = 0;
    for (const [kind, width] of Object.entries(index.ranges)) {
      firsts[kind] = [size, size += width];
    }
  }

  const kindOf = (number) => Object.keys(firsts).find((kind) => number < firsts[kind][1]);

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = Object.fromEntries([...DIGITS].map((digit, value) => [digit, value]));

  const LAST = /[A-Za-f]/g; // the last digits of numbers, without the sixth bit

  const SIGNS = "#@=~+!"; // the first characters of keys that are no words

  // Keys that are sorted, of which each has the letters that it shares with the one before left out.
  function inFull(coded) {
    let before = "";
    return coded ? coded.split("/").map((one) => (before = before.slice(0, VALUE[one[0]]) + one.slice(1))) : [];
  }

  // Keys with their places, the words among them, words that are much longer than their keys, and everyday words with the keys of
  // the field's words for them.
  function lexicon({ keys: coded, postings, weights }) {
    const keys = inFull(coded);
    const beginning = (sign) => keys.filter((key) => key.startsWith(sign)).map((key) => key.slice(1));
    const held = postings.split("/");
    let first = 0;
    return {
      places: new Map(keys.map((key, place) => [key, place])),
      words: keys.filter((key) => !SIGNS.includes(key[0])),
      forms: beginning("+"),
      everyday: new Map(beginning("~").map((line) => line.split(" ")).map(([word, ...meant]) => [word, meant])),
      held: held.map((numbers) => [numbers, weights.slice(first, first += numbers.match(LAST)?.length ?? 0)]),
    };
  }

  // The one of the parts, which are sorted by their first numbers, with this number.
  const partWith = (all, number) => all.findLast(([first]) => first <= number);

  // The part of the entries with an entry, or with the answers of a service, which come after all entries.
  const partOf = (number) => partWith(index.entries, number)[1];

  function item(number) {
    const [first, name] = partWith(index.entries, number);
    return parts.get(name)[number - first];
  }

  const lexiconOf = (key) => lexicons.find(({ places }) => places.has(key));
  const has = (key) => lexiconOf(key) !== undefined;

  // Use the lexicon of frequent words alone: what one question loads must not change the results of the next.
  const reset = () => { lexicons = lexicons.slice(0, 1); };

  // Load and use the parts with rare words.
  async function loadRare(words) {
    const names = words.map((word) => (partWith(index.rare, word) ?? index.rare[0])?.[1]).filter(Boolean);
    await load(names);
    names.filter((name) => !rare.has(name)).forEach((name) => rare.set(name, lexicon(parts.get(name))));
    lexicons = [...new Set([...lexicons, ...names.map((name) => rare.get(name))])];
  }

  // Load what has the postings of keys; a word that is in no lexicon yet may be rare.
  const reach = (keys) => loadRare(keys.filter((key) => !SIGNS.includes(key[0]) && !has(key)));

  // The entries of a key with their weights up to 1.
  function postings(key) {
    if (!has(key)) {
      return [];
    }
    const { held, places } = lexiconOf(key);
    const [coded, weights] = held[places.get(key)];
    const entries = [];
    let number = 0;
    for (let at = 0; at < coded.length; at += 1) {
      let distance = 0;
      let scale = 1;
      while (VALUE[coded[at]] > 31) {
        distance += (VALUE[coded[at]] - 32) * scale;
        scale *= 32;
        at += 1;
      }
      number += distance + VALUE[coded[at]] * scale;
      entries.push([number, VALUE[weights[entries.length]] / 63]);
    }
    return entries;
  }

  window.catalogueSearch = {
    put, load, loadRare, reach, reset, ready, whole, item, partOf, postings, kindOf, has,
    stemmer: () => parts.get("stemmer"),
    get index() { return index; },
    get vocabulary() { return lexicons.flatMap(({ words }) => words); },
    get forms() { return lexicons.flatMap(({ forms }) => forms); },
    everyday: (word) => lexicons.flatMap(({ everyday }) => everyday.get(word) ?? []),
    get size() { return size; },
  };
})();

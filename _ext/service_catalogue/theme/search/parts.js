// The parts of the index, loaded on demand. Their format is described in search/index.py.
// Each part is a script that calls `catalogueSearch.put`.
(function () {
  "use strict";

  const PROGRAM = "{program}"; // the digest of these scripts, put here when the site is built
  const DIGEST = 10; // characters of the digest in the name of a part

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

  // The part of a kind with the item of this number.
  function partOf(kind, number) {
    const starts = index[kind];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { name: `${kind}.${index.digests[kind].slice(low * DIGEST, (low + 1) * DIGEST)}` };
  }

  const item = (kind, number) => parts.get(partOf(kind, number).name)[number];

  // ---- The index as a whole ------------------------------------------------------------------------------------------

  let index; // what the part of this name holds
  let keys; // key → its number
  let vocabulary; // the keys that are stems of words
  let forms; // words that are much longer than their keys: [word, key]
  let everyday; // everyday word → the keys of the field's words for it
  let firsts; // kind → [its first entry, the one after its last]

  function open(opened) {
    index = opened;
    keys = new Map(index.frequent.map((key, number) => [key, number])); // those come first in the parts
    vocabulary = [];
    forms = [];
    let before = "";
    for (const coded of index.vocabulary.split(" ")) {
      const [rest, ...endings] = coded.slice(1).split("/");
      before = before.slice(0, DIGITS.indexOf(coded[0])) + rest;
      if (!keys.has(before)) {
        keys.set(before, keys.size);
      }
      if (!"#&@+".includes(before[0])) {
        vocabulary.push(before);
      }
      endings.forEach((ending) => forms.push([before + ending, before]));
    }
    everyday = new Map(Object.entries(index.everyday).flatMap(([meant, words]) => words.split(" ").map((word) => [word, meant.split(" ")])));
    firsts = {};
    let first = 0;
    for (const [kind, width] of Object.entries(index.ranges)) {
      firsts[kind] = [first, first += width];
    }
  }

  const kindOf = (number) => Object.keys(firsts).find((kind) => number < firsts[kind][1]);

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = Object.fromEntries([...DIGITS].map((digit, value) => [digit, value]));

  // The entries of a key with their weights up to 1, and the number of all.
  function postings(key, part = key) {
    const found = parts.get(partOf("keys", keys.get(part)).name)?.[key];
    if (!found) {
      return { count: 0, entries: [] };
    }
    const [count, coded] = found;
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
      at += 1;
      entries.push([number, VALUE[coded[at]] / 63]);
    }
    return { count, entries };
  }

  const partsOfKeys = (wanted) => wanted.filter((key) => keys.has(key)).map((key) => partOf("keys", keys.get(key)).name);

  window.catalogueSearch = {
    put, load, ready, whole, item, partOf, partsOfKeys, postings, kindOf,
    has: (key) => keys.has(key),
    stemmer: () => parts.get("stemmer"),
    get index() { return index; },
    get vocabulary() { return vocabulary; },
    get forms() { return forms; },
    get everyday() { return everyday; },
    get size() { return index.size; },
  };
})();

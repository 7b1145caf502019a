// The engine of the search: it reads the parts of the index that a question needs, and ranks what they hold. What the parts are
// made of is told in catalogue/search/index.py. Each part is a script that calls `catalogueSearch.put`.
(function () {
  "use strict";

  const QUESTION = 300; // characters of a question that count,
  const WORDS = 16; // and words
  const ALTERNATIVES = 6; // keys that one word of a question can mean
  const PHRASE = 6; // words in a phrase
  const FAVOURED = 3; // services whose cells are looked at
  const MEANT = 0.9; // how far a word is covered by a task and by a layer whose cell is a result
  const CUT = 0.12; // what is worth less than this part of the best is no result

  // How sure it is that a key is meant, of 1.
  const JOINED = 0.95; // two words written as one
  const BEGUN = 0.8; // the last word, still being typed
  const INSIDE = { head: 0.7, tail: 0.6, headOf: 0.35, tailOf: 0.5 }; // one word a part of the other
  const MISSPELT = [1, 0.75, 0.5]; // by the number of letters
  const BESIDE_EXACT = 0.2; // all of these where the word itself is there

  // How an entry is ranked.
  const UNCOVERED = 0.2; // what an entry keeps that has next to nothing of the question
  const CALLED = 0.87; // how sure a phrase is that is a name, and not only sought after
  const NAMED = 1.15; // called so by a whole phrase
  const ALL_NAMED = 0.6; // more, if that phrase is the whole question
  const ABOUT = 0.5; // about what is called so
  const ABOUT_COVERS = 0.7;
  const ASKING = 0.3; // the weight of "responsible" beside what somebody is responsible for
  const MODIFIER = 0.6; // and that of the first part of a long word
  const PRIOR = { service: 1.05, task: 1.1, cell: 1.05, layer: 1, party: 0.95, term: 0.85, statement: 1.1, note: 0.9, section: 1, editing: 0.6 };
  const WHO = { task: 1.25, cell: 1.25, term: 0.7, section: 0.9 };

  // ---- The parts of the index ----------------------------------------------------------------------------------------

  const parts = new Map(); // name → its data
  const asked = new Map(); // name → the promise of it
  const base = document.currentScript.src.replace(/[^/]*$/, "");

  function put(name, data) {
    parts.set(name, data);
  }

  function load(names) {
    return Promise.all([...new Set(names)].filter((name) => !parts.has(name)).map((name) => {
      if (!asked.has(name)) {
        asked.set(name, new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = `${base}${name}.js`;
          script.onload = resolve;
          script.onerror = () => {
            asked.delete(name); // the network may be back for the next question
            script.remove();
            reject(new Error(name));
          };
          document.head.append(script);
        }));
      }
      return asked.get(name);
    }));
  }

  // The part of a kind that holds the item of this number.
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
    return { name: `${kind}-${low}`, place: number - starts[low] };
  }

  const item = (kind, number) => {
    const { name, place } = partOf(kind, number);
    return parts.get(name)[place];
  };

  let index; // what index.js holds, read when it is first needed
  let keys; // key → its number
  let vocabulary; // the keys that are stems of words
  let firsts; // kind → [its first entry, the one after its last]

  function open() {
    if (index || !parts.has("index")) {
      return Boolean(index);
    }
    index = parts.get("index");
    keys = new Map();
    let before = "";
    for (const coded of index.vocabulary.split(" ")) {
      before = before.slice(0, DIGITS.indexOf(coded[0])) + coded.slice(1);
      keys.set(before, keys.size);
    }
    vocabulary = [...keys.keys()].filter((key) => !"#@+".includes(key[0]));
    firsts = {};
    let first = 0;
    for (const [kind, count] of Object.entries(index.kinds)) {
      firsts[kind] = [first, first += count];
    }
    weak = new Set(index.weak);
    return true;
  }

  function kindOf(number) {
    return Object.keys(firsts).find((kind) => number < firsts[kind][1]);
  }

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = Object.fromEntries([...DIGITS].map((digit, value) => [digit, value]));

  // The entries of a key, each with how much the key says of it, up to 1; and how many there are in all.
  function postings(key, part = key) {
    const found = parts.get(partOf("words", keys.get(part)).name)?.[key];
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

  const partsOfKeys = (wanted) => wanted.filter((key) => keys.has(key)).map((key) => partOf("words", keys.get(key)).name);

  // ---- Words ---------------------------------------------------------------------------------------------------------

  const WORD = /[\p{L}\p{N}]+/gu;
  const DANISH = { "æ": "ae", "ø": "oe", "å": "aa" };
  let weak;

  // The same as in catalogue/search/words.py.
  function fold(text) {
    return text
      .normalize("NFC")
      .toLowerCase()
      .replace(/[æøå]/g, (letter) => DANISH[letter])
      .normalize("NFD")
      .replace(/\p{M}/gu, "");
  }

  const stems = new Map();

  function stem(word) {
    if (!stems.has(word)) {
      stems.set(word, parts.has("stemmer") ? parts.get("stemmer").stemWord(word) : word);
    }
    return stems.get(word);
  }

  // Letters put in, left out, changed, or two that have changed places; more than `most` of them is Infinity.
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) {
      return Infinity;
    }
    let beforeLast = [];
    let last = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let row = 1; row <= one.length; row += 1) {
      const now = [row];
      let least = row;
      for (let column = 1; column <= other.length; column += 1) {
        const same = one[row - 1] === other[column - 1] ? 0 : 1;
        let value = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + same);
        if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
          value = Math.min(value, beforeLast[column - 2] + 1);
        }
        now.push(value);
        least = Math.min(least, value);
      }
      if (least > most) {
        return Infinity;
      }
      [beforeLast, last] = [last, now];
    }
    return last[other.length] <= most ? last[other.length] : Infinity;
  }

  const mistakes = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

  // The keys that are meant by a word with mistakes: [key, number of mistakes], the nearest alone.
  function misspelt(word) {
    const most = mistakes(word);
    let found = [];
    let nearest = most;
    for (const key of most ? vocabulary : []) {
      const away = Math.min(distance(word, key, nearest), distance(stem(word), key, nearest));
      if (away <= nearest) {
        found = away < nearest ? [[key, away]] : [...found, [key, away]];
        nearest = Math.max(away, 1);
      }
    }
    return found.filter(([, away]) => away <= nearest);
  }

  // A long word that nobody wrote, as two that somebody did: the longest second one.
  function split(word) {
    for (let at = 3; at <= word.length - 4; at += 1) {
      const two = [word.slice(0, at), word.slice(at)];
      if (two.every((part) => keys.has(stem(part)) && part.length > 2)) {
        return two;
      }
    }
    return null;
  }

  // Words in which a weak one is the half of another: "on call", "back-ups".
  function together(words) {
    const found = [];
    words.forEach((word, place) => {
      const before = words[place - 1] ?? "";
      if (before && weak.has(before) !== weak.has(word) && keys.has(stem(before + word)) && found.at(-1) === before) {
        found[found.length - 1] = before + word;
      } else {
        found.push(word);
      }
    });
    return found;
  }

  // The words of a question: what each can mean, as key → how sure, and how much it weighs.
  function read(question) {
    const every = [...new Set(together((fold(question.slice(0, QUESTION)).match(WORD) ?? []).map((word) => word.slice(0, 60))))].slice(0, WORDS);
    const strong = every.filter((word) => !weak.has(word));
    const asking = every.some((word) => index.asking.includes(stem(word)));
    const tokens = [];
    for (const word of strong.length ? strong : every) {
      const means = new Map();
      const known = keys.has(stem(word));
      let near = [];
      let two = null;
      if (known) {
        means.set(stem(word), 1);
      } else {
        near = misspelt(word);
        two = near.some(([, away]) => away < 2) ? null : split(word);
      }
      const weight = index.asking.includes(stem(word)) ? ASKING : 1;
      if (two) {
        two.forEach((part, place) => {
          const inner = { word: part, means: new Map([[stem(part), 1]]), weight: place ? weight : weight * MODIFIER };
          widen(inner, true, false);
          tokens.push(inner);
        });
        continue;
      }
      near.forEach(([key, away]) => means.set(key, MISSPELT[away]));
      const token = { word, means, weight, parts: split(word)?.map(stem) };
      widen(token, known || near.length > 0, word === every.at(-1) && !/\s$/.test(question));
      tokens.push(token);
    }
    if (tokens.some(({ weight }) => weight >= MODIFIER * ASKING && weight !== ASKING)) {
      join(tokens);
    } else {
      tokens.forEach((token) => { token.weight = 1; }); // "responsible" alone is the question itself
      join(tokens);
    }
    tokens.forEach((token) => {
      token.means = new Map([...token.means].sort((one, other) => other[1] - one[1]).slice(0, ALTERNATIVES));
    });
    return { tokens, asking };
  }

  // A word means those too that it is a part of, and those that are parts of it.
  function widen(token, known, typing) {
    const { word, means } = token;
    const own = stem(word);
    const factor = known ? BESIDE_EXACT : 1;
    const least = word.length < 4 ? Infinity : 4;
    for (const key of vocabulary) {
      let sure = 0;
      if (typing && word.length > 1 && key.startsWith(word)) {
        sure = BEGUN;
      } else if (key.length > own.length && own.length >= least) {
        sure = key.startsWith(own) ? INSIDE.head : key.endsWith(own) ? INSIDE.tail : 0;
      } else if (key.length >= 4 && own.length > key.length + 2) {
        sure = own.startsWith(key) ? INSIDE.headOf : own.endsWith(key) ? INSIDE.tailOf : 0;
      }
      if (sure && !(means.get(key) >= sure * factor)) {
        means.set(key, sure * factor);
      }
    }
  }

  // Two words beside each other may be one that was written apart.
  function join(tokens) {
    for (let place = 1; place < tokens.length; place += 1) {
      const two = [tokens[place - 1], tokens[place]];
      for (const link of ["", "s", "e"]) {
        const key = stem(two[0].word + link + two[1].word);
        if (keys.has(key)) {
          two.forEach(({ means }) => means.set(key, Math.max(JOINED, means.get(key) ?? 0)));
          two[0].joined = key;
        }
      }
    }
  }

  // The phrases in the words of a question: [the key of each, its first word, the one after its last].
  function phrases(tokens) {
    const found = [];
    function goOn(first, next, said) {
      if (said.length) {
        found.push([`=${said.join(" ")}`, first, next]);
      }
      if (next === tokens.length || next - first === PHRASE) {
        return;
      }
      const token = tokens[next];
      const forms = [...token.means].filter(([key, sure]) => sure >= MISSPELT[2] && key !== token.joined).slice(0, 2);
      forms.forEach(([key]) => goOn(first, next + 1, [...said, key]));
      if (token.parts) {
        goOn(first, next + 1, [...said, ...token.parts]);
      }
      if (token.joined && next + 1 < tokens.length) {
        goOn(first, next + 2, [...said, token.joined]);
      }
    }
    tokens.forEach((_, first) => goOn(first, first, []));
    return found;
  }

  // ---- Ranking -------------------------------------------------------------------------------------------------------

  function rarity(count) {
    const total = Math.max(...Object.values(firsts).map(([, after]) => after));
    return Math.log(1 + (total - count + 0.5) / (count + 0.5));
  }

  // What the entries have of one word: [how much it says, how far it is covered] by entry.
  class Column extends Map {
    raise(number, value, covered) {
      const before = this.get(number);
      if (!before) {
        this.set(number, [value, covered]);
      } else {
        before[0] = Math.max(before[0], value);
        before[1] = Math.max(before[1], covered);
      }
    }
  }

  // The best results for `question`, and the keys of the words that they are found by. `filters` are a kind, and names of what a
  // result has to belong to: { kind: "task", names: ["layer:middleware"] }.
  async function find(question, filters = { kind: "", names: [] }) {
    open();
    const { tokens, asking } = read(question);
    const said = phrases(tokens);
    const wanted = tokens.flatMap(({ means }) => [...means.keys()]);
    const limits = filters.names.map((name) => `@${name}`);
    const more = filters.names.length ? [...wanted, ...limits].map((key) => `+${key}`) : [];
    await load(partsOfKeys([...wanted, ...limits, ...more]));

    const columns = tokens.map(() => new Column());
    tokens.forEach((token, place) => {
      let surest = 0;
      token.rarity = rarity(0);
      for (const [key, sure] of token.means) {
        const { count, entries } = postings(key);
        const rest = more.length && keys.has(`+${key}`) ? postings(`+${key}`).entries : [];
        if (sure > surest) {
          surest = sure;
          token.rarity = rarity(count);
        }
        for (const [number, much] of [...entries, ...rest]) {
          columns[place].raise(number, sure * much, sure);
        }
      }
      token.weight *= token.rarity;
    });

    // Who is called so, and what is about them.
    const called = new Set(); // entries
    const named = new Map(); // entry → how sure it is that the whole question is its name
    const owners = [];
    for (const [phrase, first, after] of said) {
      const { entries } = postings(phrase, phrase.slice(1).split(" ", 1)[0]);
      for (const [number, sure] of entries) {
        called.add(number);
        for (let place = first; place < after; place += 1) {
          columns[place].raise(number, NAMED * sure, 1);
        }
        if (after - first === tokens.length && sure > CALLED) {
          named.set(number, Math.max(sure, named.get(number) ?? 0));
        }
        if (sure > CALLED) {
          owners.push([number, first, after]);
        }
      }
    }
    const about = owners.map(([number]) => `#${number}`);
    await load(partsOfKeys([...about, ...(more.length ? about.map((key) => `+${key}`) : [])]));
    for (const [number, first, after] of owners) {
      for (const key of keys.has(`#${number}`) ? [`#${number}`, ...(more.length ? [`+#${number}`] : [])] : []) {
        for (const [other, much] of keys.has(key) ? postings(key).entries : []) {
          for (let place = first; place < after; place += 1) {
            columns[place].raise(other, ABOUT * much, ABOUT_COVERS);
          }
        }
      }
    }

    const whole = tokens.reduce((sum, { weight }) => sum + weight, 0) || 1;
    const turned = { ...PRIOR };
    Object.entries(asking ? WHO : {}).forEach(([kind, factor]) => { turned[kind] *= factor; });
    const worth = (cells, kind) => {
      let much = 0;
      let covered = 0;
      cells.forEach((cell, place) => {
        if (cell) {
          much += tokens[place].weight * cell[0];
          covered += tokens[place].weight * cell[1];
        }
      });
      return turned[kind] * much * (UNCOVERED + (1 - UNCOVERED) * (covered / whole));
    };
    const allowed = limits.map((key) => new Set(["", "+"].flatMap((sign) =>
      keys.has(sign + key) ? postings(sign + key).entries.map(([number]) => number) : [])));
    const row = (number) => columns.map((column) => column.get(number));

    const ranked = [];
    for (const number of new Set(columns.flatMap((column) => [...column.keys()]))) {
      const kind = kindOf(number);
      ranked.push({ kind, number, worth: worth(row(number), kind) * (1 + ALL_NAMED * (named.get(number) ?? 0)) });
    }
    const results = ranked.filter(({ kind, number }) =>
      (!filters.kind || kind === filters.kind) && allowed.every((set) => set.has(number)));
    if (!filters.kind || filters.kind === "cell") {
      results.push(...await cells(ranked, called, row, worth, filters));
    }
    results.sort((one, other) => other.worth - one.worth || one.number - other.number);
    const least = (results[0]?.worth ?? 0) * CUT;
    const words = new Set(wanted);
    return { results: results.filter((result) => result.worth > least), marks: (word) => words.has(stem(fold(word))) };
  }

  // The cells that are meant where a question names a task and a layer.
  async function cells(ranked, called, row, worth, filters) {
    const best = (kind) => ranked.filter((entry) => entry.kind === kind).sort((one, other) => other.worth - one.worth);
    const covers = (cell) => cell?.[1] ?? 0;
    const meant = ({ number }) => row(number).some((cell) => covers(cell) >= MEANT);
    const tasks = best("task").slice(0, 4).filter((task, _, all) => task.worth > all[0].worth * 0.5 && meant(task));
    const parties = best("party").filter(({ number }) => row(number).some((cell) => cell?.[0] >= 1)); // called by their names
    const layers = best("layer").slice(0, 3).filter(({ number, worth }, _, all) => called.has(number) && worth > all[0].worth * 0.5);
    if (!tasks.length || !layers.length) {
      return [];
    }
    await load(tasks.map(({ number }) => partOf("entries", number).name));
    const asked = filters.names.find((name) => name.startsWith("service:"));
    const chosen = asked ? postings(`@${asked}`).entries.map(([number]) => number).filter((number) => kindOf(number) === "service") : [];
    const services = new Set(asked ? chosen : best("service").slice(0, FAVOURED).map(({ number }) => number));
    if (!asked) {
      tasks.forEach(({ number }) => services.add(item("entries", number)[3]));
    }
    services.delete(undefined);
    await load([...services].map((number) => partOf("answers", number).name));
    const found = [];
    for (const service of services) {
      item("answers", service)[2].forEach((matrix, place) => {
        for (const { number: task } of tasks) {
          for (const { number: layer } of layers) {
            found.push(...cellsOf(service, place, matrix, task, layer));
          }
        }
      });
    }
    function cellsOf(service, place, [before, places, parties, says, rows], task, layer) {
      const line = rows.find(([entry]) => entry === task);
      const adds = (one, ...others) => row(one).some((cell, word) =>
        covers(cell) >= MEANT && others.every((other) => covers(row(other)[word]) < MEANT));
      if (!line || !adds(layer, task) || !adds(task, layer, ...parties.map(({ number }) => number))) {
        return [];
      }
      const wanted = filters.names.find((name) => name.startsWith("party:"));
      const within = filters.names.find((name) => name.startsWith("layer:"));
      return places.flatMap(([values, name, entries], at) => {
        if (!entries.includes(layer) || (within && !values.split(".").includes(within.slice(6)))) {
          return [];
        }
        const together = [task, layer, service].map(row);
        const [said, doer] = says[line[3][at]];
        let party = parties[doer];
        if (wanted) {
          party = parties.find(([id]) => id === wanted.slice(6));
        } else {
          // A party that the question names as well.
          const more = parties.find(([, entry]) => row(entry).some((cell, word) => covers(cell) >= MEANT && together.every((one) => covers(one[word]) < MEANT)));
          if (more) {
            party = more;
            together.push(row(more[1]));
          }
        }
        if (!party) {
          return [];
        }
        const joint = together[0].map((_, word) => together.map((one) => one[word]).filter(Boolean)
          .reduce((one, other) => (one ? [Math.max(one[0], other[0]), Math.max(one[1], other[1])] : other), undefined));
        return [{
          kind: "cell", number: task, service, name, worth: worth(joint, "cell"), says: said,
          address: `${item("answers", service)[1]}#${before}${[line[1], values, party[0]].filter(Boolean).join(".")}`,
        }];
      });
    }
    return found;
  }

  // ---- What is shown -------------------------------------------------------------------------------------------------

  // What to show of results: their titles, texts and addresses, and the answers that tasks and cells give. `names` as in `find`.
  async function show(results, names = []) {
    await load(results.map(({ number }) => partOf("entries", number).name));
    const asked = names.find((name) => name.startsWith("service:"));
    const chosen = asked ? postings(`@${asked}`).entries.map(([number]) => number).find((number) => kindOf(number) === "service") : undefined;
    const serviceOf = ({ kind, number, service }) => (kind === "cell" ? service : kind === "task" ? chosen ?? item("entries", number)[3] : undefined);
    await load(results.map(serviceOf).filter((number) => number !== undefined).map((number) => partOf("answers", number).name));
    return results.map((result) => {
      const [title, text, address] = item("entries", result.number);
      const service = serviceOf(result);
      if (service === undefined) {
        return { ...result, title, text, address };
      }
      const [serviceTitle, , matrices] = item("answers", service);
      if (result.kind === "cell") {
        return { ...result, title: `${title}, ${result.name}`, text: "", answer: result.says, service: serviceTitle };
      }
      const line = matrices.map(([, , , , rows]) => rows.find(([entry]) => entry === result.number)).find(Boolean);
      return { ...result, title, text, address, answer: line?.[2] ?? "", service: serviceTitle };
    });
  }

  // Words of the catalogue that are not far from those of a question: the names of terms and tasks that begin alike.
  async function near(question) {
    open();
    const words = (fold(question.slice(0, QUESTION)).match(WORD) ?? []).filter((word) => !weak.has(word)).slice(0, WORDS);
    const alike = (word, key) => {
      let same = 0;
      while (same < word.length && word[same] === key[same]) {
        same += 1;
      }
      return same;
    };
    const close = words.flatMap((word) => vocabulary
      .map((key) => [key, alike(word, key) / Math.max(word.length, key.length) + (distance(word, key, 3) < 4 ? 0.3 : 0)])
      .filter(([key, much]) => much > 0.3 && key.length > 2)
      .sort((one, other) => other[1] - one[1])
      .slice(0, 4));
    await load(partsOfKeys(close.map(([key]) => key)));
    const found = close.flatMap(([key]) => postings(key).entries
      .filter(([number, much]) => much > 0.6 && ["term", "task"].includes(kindOf(number)))
      .map(([number]) => ({ kind: kindOf(number), number })));
    return show([...new Map(found.map((entry) => [entry.number, entry])).values()].slice(0, 6));
  }

  window.catalogueSearch = { put, find, show, near, WORD };
})();

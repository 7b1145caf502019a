// The resolver: a question → services, parties, tasks, places and letters → a whole answer, or none.
//
// It is closed: every word is one of grammar, or belongs to what is resolved: its names or its texts. Any other question has hits.
(function () {
  "use strict";

  const search = window.catalogueSearch;
  const { load, item, partOf, reach, postings, kindOf, fold, stem, WORD } = search;

  const WORDS = 24; // words of a question that may have an answer
  const NAME = 6; // words of a name
  const PARTS = 8; // parts of the index with the answers of services, most that are loaded for one answer
  const STRONG = 0.7; // certainty of a name or a synonym; less is a word that only counts beside one
  const TEXT = 0.2; // weight of a word that is in the texts of an entry
  const NAMED = 0.87; // certainty of a name, and not of a word that only finds
  const CALLED = 0.84; // and of a synonym, but not of an example of what a layer holds
  const COMPOUND = 4; // letters of each part of a compound
  const TASKS = 3; // tasks that one question may be about
  const STEM = 3; // letters of a word before its ending
  const LONG = 5; // and of a word of grammar, to have one
  const APART = 8; // words from a verb to its particle
  const FACTS = 5; // place of the facts of a service among its answers, before its silences

  const NOTHING = {};
  const QUESTION = ["grammar", "possessive", "who", "what", "whether", "may", "modal", "having"]; // kinds of words that no question is about
  const ACTIVE = ["does", "answers-for"]; // duties whose verbs may have any ending
  const DUTIES = ["tasks", "answers-for", "having", "modal"]; // kinds of words for what a party has
  const KINDS = ["service", "party", "task", "layer", "term"];

  const asked = (kind) => search.index.asked[kind] ?? [];
  const isGrammar = (word) => forms(word).some((form) => (form === word || word.length > LONG) && asked("grammar").includes(form))
    || (search.index.weak.includes(word) && !is("changing", word));
  const is = (kind, word) => (kind === "grammar" ? isGrammar(word) : asked(kind).includes(word));
  const entryOf = (kind, word) => (Object.hasOwn(asked(kind), word) ? asked(kind)[word] : undefined); // a question may have "constructor"
  const answersOf = (service) => search.size + service;
  const fill = (key, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), asked("says")[key]);
  const listed = (names) => (names.some((name) => name.includes(",")) ? names.join("; ")
    : [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(` ${search.index.and} `));
  const unique = (all) => [...new Set(all)];
  const code = (service) => item(answersOf(service))[4];
  const inServices = (services, sentence) => fill("in", { services: listed(services.map(code)), sentence });

  // ---- Reading -------------------------------------------------------------------------------------------------------

  // The words of a question, without the genitive of "the customer’s", and whether they had one, or a mark before them.
  // A Danish "I" is not "i", nor "OS" "os".
  const wordsOf = (question) => [...question.matchAll(/([,:;–]?)[^\p{L}\p{M}\p{N}]*([\p{L}\p{M}\p{N}]+(?:['’]s?(?![\p{L}\p{N}]))?)/gu)].flatMap(([, mark, token], place) => {
    const owned = /['’]/.test(token);
    const at = asked("capital").indexOf(fold(token));
    const isOther = place > 0 && at >= 0 && at % 2 === 0 && token === token.toUpperCase();
    return fold(token.replace(/['’]s?$/, "")).match(WORD)?.map((written) => ({ word: isOther ? asked("capital")[at + 1] : written, written, owned, mark })) ?? [];
  });

  // A word, and what it may be listed as: without an ending that it has, with one of those that listed words have.
  const formsOf = new Map();
  function forms(word) {
    if (!formsOf.has(word)) {
      const bases = ["", ...asked("endings")].filter((end) => word.endsWith(end) && word.length - end.length >= STEM).map((end) => word.slice(0, word.length - end.length));
      const single = bases.filter((base) => /(.)\1$/.test(base)).map((base) => base.slice(0, -1));
      formsOf.set(word, unique([word, ...[...bases, ...single].flatMap((base) => ["", ...asked("listed")].map((end) => base + end))]));
    }
    return formsOf.get(word);
  }

  const isParticle = ({ word }) => search.index.particles.includes(word);

  // What words may be listed as, by the forms of the first and the last and without articles, or as a verb with its particle before it.
  function variants(words) {
    if (words.length === 1) {
      return is("grammar", words[0]) || is("changing", words[0]) ? words : forms(words[0]);
    }
    const [first, last] = [forms(words[0]), forms(words.at(-1)).filter((form) => form === words.at(-1) || !isParticle({ word: form }))];
    const joined = words.length === 2 && isParticle({ word: words[1] }) ? first.map((form) => words[1] + form) : [];
    const between = (inner) => first.flatMap((one) => last.map((other) => [one, ...inner, other].join(" ")));
    return [...between(words.slice(1, -1)), ...(words.slice(1, -1).some((word) => is("articles", word)) ? between(words.slice(1, -1).filter((word) => !is("articles", word))) : []), ...joined];
  }

  // What a span of words names: the certainty of each entry by kind, letters, and values of axes.
  function named(words, isLast) {
    const [{ word }] = words;
    const isBare = words.length === 1 && is("grammar", word);
    const isPossessive = words.length === 1 && !isLast && is("possessive", word); // "our server", but "the server is ours" and "our task"
    const listed = variants(words.map((one) => one.word));
    const raw = words.map((one) => one.word).join(" ");
    // Who informs is not who is informed.
    const letters = entryOf("phrases", raw) ?? listed.map((form) => entryOf("phrases", form)).find((codes) => codes && [...codes].every((code) => ACTIVE.some((duty) => asked("duties")[duty].includes(code))));
    const found = { letters: letters ?? "", value: entryOf("values", raw), entries: new Map() };
    const put = ([number, sure]) => KINDS.includes(kindOf(number)) && !isPossessive && !(isBare && kindOf(number) !== "party")
      && found.entries.set(number, Math.max(sure, found.entries.get(number) ?? 0));
    listed.forEach((form) => postings(`!${form}`).forEach(put));
    // A form of a name: as it is written, it comes before letters, and other forms of several words after them.
    if (words.length === 1 || words.every((one) => !entryOf("phrases", one.word))) {
      const last = words.at(-1).word;
      unique([last, last.endsWith("s") ? last.slice(0, -1) : last]).forEach((end, isGenitive) => {
        const key = [...words.slice(0, -1).map((one) => one.word), end].map(stem).join(" ");
        postings(`=${key}`).filter(([number, sure]) => sure > NAMED && (!isGenitive || kindOf(number) === "party")).forEach(put);
      });
    }
    // What is called so, and not what is called so among other things; but several tasks.
    const best = (kind) => Math.max(...[...found.entries].filter(([number]) => kindOf(number) === kind).map(([, sure]) => sure));
    [...found.entries].filter(([number, sure]) => kindOf(number) !== "task" && sure < best(kindOf(number))).forEach(([number]) => found.entries.delete(number));
    found.kinds = unique([...found.entries.keys()].map(kindOf));
    return found.entries.size || found.letters || found.value ? found : undefined;
  }

  const has = (span, kind) => span.kinds.includes(kind);
  const isTelling = (letters) => letters !== "" && (asked("duties").consulted + asked("duties").informed).includes(letters);
  const isEvent = (span) => span.words.every(({ word }) => is("events", word));
  const isTask = (span) => of(span, "task").some((task) => span.entries.get(task) >= STRONG);
  const of = (span, kind) => [...span.entries.keys()].filter((number) => kindOf(number) === kind);

  // The spans that name something, the longest first; a shorter one within or across another is dropped.
  function spansOf(words, isParted) {
    const [spans, taken] = [[], new Set()];
    for (let length = Math.min(NAME, words.length); length; length -= 1) {
      for (let first = 0; first + length <= words.length; first += 1) {
        const places = Array.from({ length }, (_, at) => first + at);
        const span = places.some((place) => taken.has(place)) ? undefined : named(words.slice(first, first + length), DUTIES.some((kind) => is(kind, words[first + length]?.word)) || first + length === words.length);
        if (span && !(isParted && !span.letters && span.kinds.every((kind) => kind === "term"))) {
          places.forEach((place) => taken.add(place));
          spans.push({ ...span, first, after: first + length, words: words.slice(first, first + length) });
        }
      }
    }
    return spans.sort((one, other) => one.first - other.first);
  }

  // A compound that names nothing, as its two parts, of which the last is no place: a licence server is no licence.
  function parted(one) {
    const { word } = one;
    if (is("grammar", word) || named([one])?.kinds.some((kind) => kind !== "term")) {
      return [one];
    }
    for (let at = word.length - COMPOUND; at >= COMPOUND; at -= 1) {
      const [head, two] = [word.slice(0, at), word.slice(at)];
      const last = named([{ word: two }]);
      const first = [head.replace(/[se]$/, ""), head].find((other) => other.length >= COMPOUND && (is("grammar", other) || named([{ word: other }])));
      if (first && asked("compounds").length && (is("grammar", two) || is("beside-layers", two) || (last && (!has(last, "layer") || is("beside-layers", first))))) {
        return [{ ...one, word: first, owned: false }, { ...one, word: two, mark: "" }];
      }
    }
    return [one];
  }

  // Whether words are listed together.
  const isListed = (words) => variants(words.map(({ word }) => word)).some((form) => entryOf("phrases", form) || postings(`!${form}`).some(([, sure]) => sure >= STRONG || form.includes(" ")));

  // A party within a phrase comes after it: "Holder I øje med".
  function inverted(words) {
    const width = [3, 2, 1].find((length) => length + 1 < words.length && named(words.slice(1, 1 + length))?.kinds.includes("party"));
    const end = width && [4, 3, 2].map((length) => width + length).find((after) => after <= words.length && isListed([words[0], ...words.slice(1 + width, after)]));
    return end ? [words[0], ...words.slice(1 + width, end), ...words.slice(1, 1 + width), ...words.slice(end)] : words;
  }

  // A verb and its particle, or what begins with one, are put together: "roll updates out", "keep it up to date".
  function gathered(words) {
    const all = [...words];
    all.forEach((one, place) => {
      const isVerb = (length) => (other, at) => place - at > 1 && place - at <= APART && isListed([other, ...all.slice(place, place + length)]);
      const isOwn = place > 0 && (isListed(all.slice(place - 1, place + 1)) || isTelling(entryOf("phrases", all[place - 1].word) ?? "")); // "consulted on"
      const [next, ...rest] = all.slice(place + 1); // no noun: "of our database"
      const isLast = !next || next.mark || (isGrammar(next.word) && !is("articles", next.word) && !is("possessive", next.word)) || ["conditions", "occasions"].some((kind) => beginning(kind, [next, ...rest]));
      const length = isParticle(one) && isLast && !isOwn ? [3, 1].find((width) => all.some(isVerb(width))) : undefined;
      if (length) {
        all.splice(all.findLastIndex(isVerb(length)) + 1, 0, ...all.splice(place, length));
      }
    });
    return all;
  }

  // The phrase of a kind with which the words begin, and the places of such phrases.
  const beginning = (kind, words) => asked(kind).find((one) => `${words.map(({ written }) => written).join(" ")} `.startsWith(`${one} `));
  const covered = (kind, words, least = 1) => words.flatMap((_, at) => {
    const phrase = beginning(kind, words.slice(at))?.split(" ") ?? [];
    return phrase.length < least ? [] : phrase.map((__, next) => at + next);
  });

  // A question without what only opens it, "could you tell me", and what only fills it, "in practice".
  function unframed(words) {
    const frame = beginning("framing", words);
    const filling = covered("filling", words);
    return frame ? unframed(words.slice(frame.split(" ").length)) : words.filter((_, place) => !filling.includes(place));
  }

  // The words, of which those of a clause of circumstance, "when it crashes", are `aside`; they may say what happens, or where.
  function divided(words) {
    if (!words.length) return words;
    const events = ["conditions", "occasions", "events"].flatMap((kind) => covered(kind, words));
    const asks = words.findIndex(({ word }, place) => place > 1 && is("who", word));
    const isStated = !["who", "what", "whether"].some((kind) => is(kind, words[0].word)) && events.some((place) => place < asks);
    const first = isStated ? 0 : words.findIndex((_, place) => beginning("conditions", words.slice(place)) || (place && beginning("occasions", words.slice(place))));
    const after = isStated ? asks : first ? words.length : words.findIndex(({ word, mark }, place) => place > 1 && (mark || is("who", word)));
    const states = covered("events", words, 2); // "the server is running slow" is not about running it
    return first < 0 ? words : words.map((one, place) => (first <= place && place < after ? { ...one, isAside: true, isEvent: events.includes(place), isState: states.includes(place) } : one));
  }

  // A word that says no more about the layer beside it: "the middleware platform"; or about the task after it: "operations documentation".
  // Who may do something on a platform may do it on less.
  const isSurplus = (words, span, place, isAlone) => (is("beside-layers", words[place].word) && ((isAlone && !is("of", words[place - 1]?.word)) || [span(place - 1), span(place + 1)].some((one) => one && has(one, "layer"))) && !words.some(({ word }) => is("may", word)))
    || (is("before-tasks", words[place].word) && span(place + 1) && isTask(span(place + 1)))
    || (is("changing", words[place].word) && is("articles", words[place].word) && place > 0 && is("possessive", words[place - 1].word)); // "our own" is "our"

  // With `isParted`, words that name no more than a term are read as compounds, and as words.
  async function read(words, isParted) {
    if (!words.length || words.length > WORDS || !asked("grammar").length) {
      return undefined;
    }
    await reach(words.filter(({ word }) => !is("grammar", word)).flatMap(({ word }) => [stem(word), stem(word.replace(/s$/, ""))]));
    const isKnown = (one) => is("grammar", one.word) || [...named([one])?.entries.values() ?? []].some((sure) => sure >= STRONG);
    await reach(words.flatMap((one, at) => (at && isParticle(one) && !isKnown(words[at - 1]) ? one.word + words[at - 1].word : [])));
    await reach(isParted ? words.filter((one) => !isKnown(one)).flatMap(({ word }) => [...word].map((_, at) => stem(word.slice(at))).slice(COMPOUND, 1 - COMPOUND)) : []);
    words = gathered(inverted(isParted ? words.flatMap(parted) : words));
    const all = spansOf(words, isParted);
    const at = (place) => all.find(({ first, after }) => first <= place && place < after);
    const isAlone = all.some(isTask) && !all.some((span) => has(span, "layer") || has(span, "party")) && words.some(({ word }) => is("who", word));
    words = words.filter((_, place) => (at(place) && at(place).after - at(place).first > 1) || !isSurplus(words, at, place, isAlone));
    const spans = spansOf(words, isParted);
    const within = (place) => spans.some(({ first, after }) => first <= place && place < after);
    // A word in the name of a task or a layer is not meant as the service that is called the same.
    const services = unique(spans.filter((span) => !isTask(span) && !has(span, "layer")).flatMap((span) => of(span, "service")));
    const others = spans.flatMap((span) => [...of(span, "task"), ...of(span, "party")]);
    await load([...[...services, ...search.index.current.slice(0, 1)].map(answersOf), ...services, ...others].map(partOf));
    const allowed = spans.some(({ letters }) => isTelling(letters)) ? [...QUESTION, "occasions"] : QUESTION; // "before you change it"
    return { words: words.map(({ word }) => word), spans, services, within, isFirst: (kind) => is(kind, words[0].word),
      some: (kind) => asked(kind).some((phrase) => ` ${words.filter(({ isAside }) => !isAside).map(({ word }) => word).join(" ")} `.includes(` ${phrase} `)),
      // The places of words that are neither grammar nor one of these kinds, nor in a span for which `test` holds.
      open: (test, ...kinds) => words.flatMap(({ word, isEvent }, place) => (isEvent || [...allowed, ...kinds].some((kind) => is(kind, word))
        || spans.some((span) => span.first <= place && place < span.after && test(span)) ? [] : [place])) };
  }

  // ---- Who does what -------------------------------------------------------------------------------------------------

  // The cells of tasks at the places that are asked for: { service, task, place, words, cell, … }.
  function cellsOf(services, tasks, { layers, values }) {
    return services.flatMap((service) => item(answersOf(service))[2].flatMap(([before, places, parties, sentences, says, rows, codes]) =>
      rows.filter(([task]) => tasks.includes(task)).flatMap(([task, id, answers]) => places.flatMap(([place, name, entries], at) => {
        const isMeant = (!layers.length || !place || layers.some((layer) => entries.includes(layer)))
          && values.every((value) => place.split(".").includes(value));
        const [numbers, doer, letters] = says[answers[at]];
        return isMeant ? [{ service, task, id, place, name, before, parties, doer, letters, codes, lines: numbers.map((number) => sentences[number]) }] : [];
      }))));
  }

  // The address of a cell of a party, or of who does the task; or of its row.
  const addressOf = ({ service, before, id, place, parties, doer }, party, isRow) =>
    `${item(service)[2]}#${before}${isRow ? `row.${id}` : [id, place, parties[party ?? doer][0]].filter(Boolean).join(".")}`;

  // The cells of a task on a layer, with the lines that answer them; of one party, if that is in the matrix.
  const cellsOn = (service, task, layer, party) => cellsOf([service], [task], { layers: [layer], values: [] }).filter(({ place }) => place).map((cell) => {
    const at = cell.parties.findIndex(([, entry]) => entry === party);
    return { kind: "cell", number: task, service, place: cell.name, lines: linesOf([cell], false).map(({ text }) => text), address: addressOf(cell, at < 0 ? undefined : at) };
  });

  // A line of sentences; one that quotes a statement is beside its address.
  const line = (sentences, address) => ({ text: sentences.map((one) => [one].flat()[0]).join(" "), address, quotes: sentences.filter(Array.isArray) });

  // The lines of cells: equal ones together, with the services and places that have them. `added` are sentences by cell.
  function linesOf(cells, isNamed, added = () => []) {
    const groups = new Map();
    for (const cell of cells) {
      const key = JSON.stringify([cell.task, cell.lines, added(cell)]);
      const group = groups.get(key) ?? groups.set(key, { cell, places: new Map() }).get(key);
      group.places.set(cell.name, [...group.places.get(cell.name) ?? [], cell.service]);
    }
    return [...groups.values()].flatMap(({ cell, places }) => {
      const byServices = new Map();
      for (const [name, services] of places) {
        const key = unique(services).join();
        byServices.set(key, [...byServices.get(key) ?? [], name]);
      }
      const [first, ...rest] = [...cell.lines, ...added(cell)];
      return [...byServices].map(([services, names]) => {
        const numbers = services.split(",").map(Number);
        const sentence = first.replace("{task}", () => item(cell.task)[0]).replace("{place}", () => listed(names));
        return line([isNamed ? inServices(numbers, sentence) : sentence, ...rest], item(numbers[0])[2]);
      });
    });
  }

  // Notes and open points that belong to all lines of one service are said once.
  function once(cells) {
    const counts = cells[0].parties.length;
    const common = cells[0].lines.slice(counts).filter((line) => cells.every((cell) => cell.task === cells[0].task && cell.service === cells[0].service && cell.lines.slice(counts).includes(line)));
    return [cells.map((cell) => ({ ...cell, lines: cell.lines.filter((line, at) => at < counts || !common.includes(line)) })), common];
  }

  // Whether a word, as the field has it, is one of the texts of an entry, and does not change what is asked.
  const belongs = (word, entry) => !is("changing", word) && !is("beside-layers", word)
    && postings(stem(word)).some(([number, much]) => number === entry && much > TEXT);

  // The tasks that account for every word, by their names, synonyms and texts; those joined by "and"; or none.
  function tasksOf({ spans, words, open }) {
    const strong = (span, task) => span.entries.get(task) >= STRONG;
    const isOther = (span) => has(span, "party") || has(span, "layer") || has(span, "service") || span.letters || span.value;
    const isBeside = (span) => isOther(span) || span.words.every(({ word }) => isGrammar(word) || (is("beside-layers", word) && !is("of", words[span.first - 1]))); // "in production"
    const all = unique(spans.flatMap((span) => of(span, "task")));
    const isPlain = (span, task) => strong(span, task) && !isBeside(span);
    const own = (task) => (spans.some((span) => isPlain(span, task)) ? isPlain : strong);
    const named = all.filter((task) => spans.some((span) => strong(span, task)));
    const whole = named.filter((task) => !open((span) => isBeside(span) || span.entries.has(task)).some((place) => ![task, ...spans.flatMap((span) => of(span, "layer"))].some((one) => belongs(words[place], one))));
    const width = (task, test) => spans.filter((span) => test(span, task)).reduce((sum, { first, after }) => sum + after - first, 0);
    const written = (task) => ` ${words.join(" ")} `.includes(` ${fold(item(task)[0]).match(WORD).join(" ")} `);
    const score = (task) => 4 * width(task, isPlain) + 2 * written(task) + width(task, own(task)) + width(task, (span) => span.entries.has(task) && !isOther(span));
    const best = Math.max(...whole.map(score));
    let tasks = whole.filter((task) => score(task) === best);
    const parts = spans.filter((span) => named.some((task) => isPlain(span, task)));
    const joined = unique(parts.flatMap((span) => of(span, "task").filter((task) => isPlain(span, task))));
    // "backup and restore": each part is one task; one of them does not have the other as a weak word.
    const before = (span, at) => words.slice(parts[at - 1].after, span.first);
    const isJoined = (span, at) => !at || span.words[0].mark || (before(span, at).includes(search.index.and) && before(span, at).every(isGrammar));
    if (joined.length > 1 && parts.every(isJoined) && joined.length <= TASKS && parts.length === joined.length && !open((span) => isOther(span) || parts.includes(span)).length) {
      tasks = joined;
    } else if (parts.some((span) => !tasks.some((task) => span.entries.has(task)))) {
      tasks = [];
    }
    // "Who installs the new version": two words or more that only count beside others, most of them of one task.
    if (!named.length || (!tasks.length && !words.includes(search.index.and))) {
      const much = (task) => width(task, (span) => span.entries.has(task) && !isEvent(span) && (span.letters ? !span.words[0].isAside : !isOther(span) || has(span, "layer")));
      const weak = all.filter((task) => width(task, (span) => span.entries.has(task) && !isOther(span) && !isEvent(span)) && !open((span) => isOther(span) || span.entries.has(task)).length);
      tasks = weak.filter((task) => much(task) > 1 && weak.every((other) => other === task || much(other) < much(task)));
    }
    return { tasks: tasks.length <= TASKS ? tasks : [], spans: spans.filter((span) => tasks.some((task) => own(task)(span, task))) };
  }

  // Whether somebody is asked for who is part of no row: who causes what happens, who does something to a party, who tells one.
  function isBeyond({ words, spans, some, isFirst }, { tasks, spans: own }, parties) {
    const free = spans.filter((span) => !own.includes(span) && !span.words[0].isAside);
    const isClause = own.some(({ words: [one] }) => one.isAside); // who does something when it happens
    const isDoing = (span) => (span.letters || tasks.some((task) => span.entries.has(task))) && !isEvent(span) && !(!isClause && span.words.length === 1 && is("causing", span.words[0].word));
    const telling = free.filter(({ letters }) => isTelling(letters));
    const [party, ...others] = parties.filter((span) => !isGenitive(span) && !span.words[0].isAside);
    return some("who") && !is("who", words.at(-1)) && (some("no-letter") || (own.every(isEvent) && !free.some(isDoing)) || (telling.length && free.some((span) => span.letters && !telling.includes(span)))
      || (party && !others.length && !isFirst("whether") && !party.words.every(({ word }) => isGrammar(word))));
  }

  // True if the party is on the receiving side of the letters: who is informed informs nobody.
  function isOpposite({ words, spans }, party, isTold) {
    const at = words.findLastIndex((word, place) => place < party.first && !is("articles", word));
    const isFree = !spans.some((span) => span.letters && span.first <= at && at < span.after); // not "lies with the customer"
    const isBy = isFree && is("of", words[at]);
    const isGiven = ({ letters, words: [{ word }] }) => letters && asked("passive").some((end) => word === end || (word.endsWith(end) && !entryOf("phrases", word)));
    return (isFree && is("toward", words[at])) || (isTold ? isBy : !isBy && spans.some(isGiven));
  }

  // The parties of a service that a span means: one, or none if it may be several.
  const partiesIn = (span, { parties }) => parties.flatMap(([, entry], at) => (span.entries.has(entry) ? [at] : []));

  // The places that are meant: those that are listed, and of two beside each other the last, "the server’s database"; undefined if it
  // is not clear. When "the system" is down, it may be any of them.
  function placesIn({ words, spans }, own) {
    const isVague = ({ words: [one, ...rest] }) => one.isAside && !rest.length && forms(one.word).some((form) => is("before-tasks", form));
    const [places, where] = [[], spans.filter((one) => !own.includes(one) && (has(one, "layer") || one.value) && !isVague(one))];
    const main = where.filter((one) => !one.words[0].isAside); // "the database if the disk fails"
    for (const span of main.length ? main : where) {
      const last = places.at(-1);
      if (last && last.after === span.first) {
        places.pop();
      } else if (last && !span.words[0].mark && !words.slice(last.after, span.first).includes(search.index.and)
        && of(last, "layer").join() !== of(span, "layer").join()) {
        return undefined;
      }
      places.push(span);
    }
    return places;
  }

  async function rows(asking) {
    const { words, spans, services, isFirst, some } = asking;
    const found = tasksOf(asking);
    const { tasks } = found;
    const isWho = some("who");
    const free = spans.filter((span) => !found.spans.includes(span));
    const parties = [...new Map(free.filter((span) => has(span, "party")).map((span) => [of(span, "party").join(), span])).values()]; // "we … ourselves" is one
    const where = placesIn(asking, found.spans);
    // Who has what a task is for; not "who makes sure that the servers have", "maintenance: who has it".
    const isOwner = words.some((word, at) => is("having", word) && found.spans.some(({ first }) => first > at) && !spans.some((span) => span.first <= at
      && (at < span.after || (words.findIndex((one) => is("who", one)) < span.first && (has(span, "layer") || has(span, "task"))))));
    const isOf = (kind, all) => all.some((word) => asked(kind).some((one) => word.includes(one)));
    const isHaving = isOwner && some("having") && !isOf("held", found.spans.flatMap((span) => span.words.map(({ word }) => word))) && !isOf("answers-for", words) && !some("obliging") && !free.some((span) => span.letters) && !some("tasks");
    const isOwning = words.some((word) => search.index.owning.includes(stem(word))) && !free.some((span) => span.letters);
    // No letter says who has what a task is for; who owns a layer need not own an example of it.
    if (!tasks.length || !where || (isFirst("adverb") && !isWho) || (isFirst("what") && !isWho && !parties.length) || (isWho && isHaving) || isBeyond(asking, found, parties)
      || (isOwning && where.some((span) => of(span, "layer").some((layer) => span.entries.get(layer) < NAMED)))
      || (!isWho && where.some((span) => !span.value && of(span, "layer").every((layer) => span.entries.get(layer) < CALLED) && (is("held", words[span.first - 1]) || (span.first === 2 && is("held", words[0])))))) {
      return undefined;
    }
    await load(tasks.map(partOf));
    const scope = services.length ? services : unique(tasks.flatMap((task) => item(task)[4] ?? []));
    if (!await reached(scope)) {
      return undefined;
    }
    const layers = unique(where.flatMap((span) => of(span, "layer")));
    const values = where.flatMap(({ value }) => value ?? []);
    const every = cellsOf(scope, tasks, { layers: [], values: [] });
    const cells = cellsOf(scope, tasks, { layers, values });
    const gone = services.flatMap((service) => tasks.filter((task) => !every.some((cell) => cell.service === service && cell.task === task))
      .map((task) => ({ text: fill("gone", { task: item(task)[0], service: code(service) }), address: item(service)[2] })));
    // The party has no column, no matrix has the place; “at the customer” is none.
    if ((!cells.length ? !gone.length || layers.length : parties.some((span) => !cells.some((cell) => partiesIn(span, cell).length)))
      || ((isWho || parties.length > 1) && parties.some(({ first }) => [1, 2].some((before) => is("at", words[first - before]))))) {
      return undefined;
    }
    const letters = unique(free.filter((span) => span.letters && !has(span, "party") && !(span.first === 0 && isFirst("whether"))).map((span) => span.letters));
    const verdict = cells.length && !gone.length ? verdictOf(asking, found, parties, letters, cells) : undefined;
    const isNamed = search.index.current.length > 1 || services.length > 1;
    // That nobody is consulted, where that is asked.
    const only = letters.join("");
    const nobody = ({ letters: held, codes }) => unique([...codes].filter((letter) => only.includes(letter) && asked("nobody")[letter] && !asked("duties").does.includes(letter)
      && !held.some((cell) => cell.includes(letter) || cell.includes("?")))).map((letter) => `${asked("nobody")[letter]}.`);
    const [own, common] = cells.length ? once(cells) : [[], []];
    const lines = [...linesOf(own, isNamed, letters.length === 1 && only.length === 1 ? nobody : undefined), ...common.map((one) => line([one], item(scope[0])[2])), ...gone];
    const [cell] = cells;
    const single = unique(cells.map(({ service }) => service)).length === 1 && tasks.length === 1 ? cell : undefined;
    const meant = parties.filter((span) => !isGenitive(span));
    // The cell of the party that is meant, or that has the letter that is asked for.
    const having = cells.length === 1 && only ? cell.letters.flatMap((held, at) => ([...only].some((letter) => held.includes(letter)) ? [at] : [])) : [];
    const party = single && !isWho && meant.length === 1 ? partiesIn(meant[0], cell)[0] : having.length === 1 ? having[0] : undefined;
    return { kind: "matrix", lines, verdict, isTold: letters.some(isTelling), services: unique(cells.map(({ service }) => service)), tasks, number: tasks[0],
      cell: single && cells.length === 1 && cell.place ? { service: cell.service, place: cell.name } : undefined,
      address: single ? addressOf(cell, party, cells.length > 1) : gone.length && !cells.length ? item(services[0])[2] : item(tasks[0])[2] };
  }

  // Yes or no, if it is so in every cell: to "is", "does" or a verb before the one party that it is about.
  function verdictOf({ words, spans, isFirst, some }, { tasks, spans: own }, parties, letters, cells) {
    const [party, ...others] = parties.filter((span) => !isGenitive(span));
    const isDirect = party && spans.some((span) => span.first === 0 && span.after === party.first && (own.includes(span) || span.letters));
    if (parties.length !== 1 || !party || others.length || isOpposite({ words, spans }, party, letters.some(isTelling)) || tasks.length !== 1 || some("modal") || some("having") || some("may") || !(isFirst("whether") || isDirect)
      || words.slice(1).some((word, at) => is("who", word) && at > 1) || letters.length > 1 || (!letters.length && is("listing", words[0]))) {
      return undefined;
    }
    const wanted = letters[0] ?? asked("duties").does;
    const held = cells.filter((cell) => !cell.letters[partiesIn(party, cell)[0]]?.startsWith("-")).map((cell) => {
      const [at, ...rest] = partiesIn(party, cell);
      const codes = [...cell.codes].filter((letter) => wanted.includes(letter));
      const own = cell.letters[at] ?? "?";
      const count = codes.filter((letter) => own.includes(letter)).length;
      return rest.length || /[?!]/.test(own) || !codes.length ? undefined : count === codes.length ? true : count ? undefined : false;
    });
    return unique(held).length === 1 ? held[0] : undefined;
  }

  // A Danish genitive has no sign: "kundens". The name itself may end with an s.
  const isGenitive = (span) => span.words.at(-1).owned || (span.words.at(-1).word.endsWith("s") && asked("capital").length > 0
    && of(span, "party").every((party) => !fold(item(party)[0]).endsWith("s")));

  // Load the answers of services; whether they are few enough.
  async function reached(services) {
    const parts = unique(services.map((service) => partOf(answersOf(service))));
    const isFew = services.length > 0 && parts.length <= PARTS;
    await load(isFew ? [...parts, ...services.map(partOf)] : []);
    return isFew;
  }

  // What a party has in all its tasks: of the letters that are asked for, or of those that are duties.
  async function duties({ words, spans, services, isFirst, some, open }) {
    const [span, ...same] = spans.filter((one) => has(one, "party"));
    const scope = services.length ? services : search.index.current;
    const isOther = (one) => has(one, "party") || has(one, "layer") || (has(one, "service") && !isTask(one)) || one.letters || one.value;
    const letters = unique(spans.filter((one) => !has(one, "party")).flatMap((one) => [...one.letters]));
    const isTold = letters.some(isTelling);
    if (!span || (letters.length && isOpposite({ words, spans }, span, isTold)) || (isTold && !letters.every(isTelling)) || same.some((one) => !of(one, "party").some((party) => span.entries.has(party))) || some("who") || some("modal") || some("may")
      || !(isFirst("what") ? letters.length || some("tasks") : some("tasks")) || open(isOther, "tasks", "listing").length) {
      return undefined;
    }
    if (!await reached(scope)) { // too many for a sentence: the list of them is a hit
      const [number] = of(span, "party");
      return { kind: "matrix", lines: [], services: [], number, part: item(number)[0], address: `${item(number)[2]}#part.services` };
    }
    const wanted = letters.length ? letters : [...asked("duties")["answers-for"], ...asked("duties").does];
    const layers = unique(spans.flatMap((one) => of(one, "layer")));
    const values = spans.flatMap(({ value }) => value ?? []);
    const tasks = unique(scope.flatMap((service) => item(answersOf(service))[2].flatMap((matrix) => matrix[5].map(([task]) => task))));
    await load([...tasks, ...layers].map(partOf));
    const cells = cellsOf(scope, tasks, { layers, values });
    const held = cells.flatMap((cell) => partiesIn(span, cell).map((at) => ({ ...cell, party: cell.parties[at], own: cell.letters[at] })));
    if (!held.length || unique(held.map(({ party }) => party[0])).length > 1 || held.some(({ own }) => own.includes("?"))) {
      return undefined;
    }
    const [party, number, subject] = held[0].party;
    const lines = scope.flatMap((service) => wanted.filter((letter) => asked("predicates")[letter]).flatMap((letter) => {
      const having = held.filter((cell) => cell.service === service && cell.own.includes(letter));
      const names = unique(having.map(({ task }) => task)).map((task) => {
        const places = having.filter((cell) => cell.task === task).map(({ name }) => name);
        const isWhole = !layers.length && !values.length && cells.filter((cell) => cell.service === service && cell.task === task).length === places.length;
        return isWhole || !places[0] ? item(task)[0] : `${item(task)[0]} (${places.join(", ")})`;
      });
      const sentence = `${subject} ${asked("predicates")[letter]}: ${names.join("; ")}.`;
      return names.length ? [{ text: scope.length > 1 ? inServices([service], sentence) : sentence, address: item(service)[2] }] : [];
    }));
    const id = item(scope[0])[2].slice(9, -5); // of services/….html
    const term = wanted.length === 1 && search.index.terms[wanted[0]];
    const noted = held.some((cell) => cell.lines.length > cell.parties.length) ? [{ text: fill("noted", {}), address: item(scope[0])[2] }] : [];
    return lines.length ? { kind: "matrix", lines: [...lines, ...noted], services: scope, number, part: subject,
      address: scope.length > 1 ? `parties/${party}.html` : layers.length === 1 ? `services/${id}.html?party=${party}&layer=${item(layers[0])[2].slice(7, -5)}#part.matrix`
        : `parties/${party}${search.index.codesOfServices.length > 1 ? `/${id}` : ""}.html${term ? `#${term}` : ""}` } : undefined;
  }

  // ---- Services, facts, subjects and terms ---------------------------------------------------------------------------

  // A word like a code of a service, which no service has.
  function unknown({ words, spans, within, open }) {
    const shape = (word) => word.replace(/\p{N}/gu, "0").replace(/\p{L}/gu, "a");
    const codes = search.index.codesOfServices;
    const strange = words.findIndex((word, place) => /\p{N}/u.test(word) && codes.map(shape).includes(shape(word)) && !within(place) && !postings(`=${word}`).length);
    const rest = strange < 0 ? [] : open(() => true, "comparing", "asking").filter((place) => place !== strange);
    return strange < 0 || rest.length ? undefined
      : { kind: "unknown", lines: [{ text: fill("unknown", { code: words[strange].toUpperCase() }) }], services: [], address: "services/index.html" };
  }

  async function compared({ spans, services, some, open }) {
    if (services.length !== 2 || !some("comparing") || open((span) => has(span, "service"), "comparing", "what").length || !await reached(services)) {
      return undefined;
    }
    const [one, other] = services.map((service) => new Map(item(answersOf(service))[2].flatMap(([before, places, , sentences, says, rows]) =>
      rows.flatMap(([task, , answers]) => places.map(([place], at) => [`${task} ${before}${place}`, [task, says[answers[at]][0].map((number) => sentences[number]).join()]])))));
    const tasks = unique([...one].filter(([key, [, text]]) => other.has(key) && other.get(key)[1] !== text).map(([, [task]]) => task));
    await load(tasks.map(partOf));
    const [first, second] = services.map(code);
    const ids = services.map((service) => item(service)[2].slice(9, -5)); // of services/….html
    return { kind: "comparison", services, lines: [{ text: tasks.length ? fill("differs", { first, second, tasks: listed(tasks.map((task) => item(task)[0])) }) : fill("same", { first, second }) }],
      address: `compare.html?a=${ids[0]}&b=${ids[1]}` };
  }

  // A fact of each service that is meant, or that its text does not mention a subject.
  async function stated(asking) {
    const { words, services, open, spans, some, isFirst } = asking;
    const isWho = some("who") || isFirst("whether") || spans.some((span) => has(span, "party"));
    // The places of the words for a subject, in their order; others may be between them.
    const placesOf = (line) => {
      const isBetween = (from, at) => from && spans.some((span) => span.first < at && from < span.after && ["task", "layer", "term"].some((kind) => has(span, kind)));
      const next = (from, own) => words.findIndex((word, at) => at >= from && forms(word).includes(own) && !isBetween(from, at));
      const places = fold(line).match(WORD).reduce((found, own) => [...found, next((found.at(-1) ?? -1) + 1, own)], []);
      return places.includes(-1) ? undefined : places;
    };
    const scope = services.length ? services : search.index.current;
    for (const [id, name, lines] of asked("subjects")) {
      // "Telephone numbers" may be a task.
      const isTaskName = (places) => places.some((place) => spans.some((span) => span.first <= place && place < span.after && of(span, "task").some((task) => span.entries.get(task) > NAMED)));
      const places = lines.map(placesOf).filter((found) => found && !isTaskName(found)).flat();
      if (!places.length || open((span) => span.kinds.length > 0 || span.letters, "asking", "who", "whether").some((place) => !places.includes(place))) {
        continue;
      }
      if (!await reached(scope)) {
        return undefined;
      }
      const facts = scope.map((service) => [service, item(answersOf(service))[FACTS][id], item(answersOf(service))[FACTS + 1][id]]);
      const isUnknown = facts.some(([, fact, silence]) => !fact && silence === undefined);
      const stating = facts.filter(([, fact]) => fact);
      const isSilent = !isUnknown && !stating.length;
      const isRow = isSilent && isWho && await asking.row(); // who improves what no text mentions is in a row, or nowhere
      const isOfTask = isSilent && some("who") && spans.some((span) => isTask(span) && !places.includes(span.first));
      // "Is there an on-call scheme outside opening hours": it is about what stands before.
      const isOther = isSilent && isFirst("whether") && spans.some((span) => has(span, "term") && !isTask(span) && span.after <= Math.min(...places));
      if (isRow || isOther || (is("facts", id) && (isUnknown || isOfTask))) {
        return isRow || isOther ? undefined : NOTHING; // it is not about a task with a similar name
      } else if (isUnknown) {
        continue;
      }
      const silent = facts.filter(([, fact]) => !fact).map(([service]) => service);
      const groups = new Map();
      stating.forEach(([service, [text]]) => groups.set(text, [...groups.get(text) ?? [], service]));
      const sayings = [...groups].map(([text, of]) => ({ text: search.index.current.length > 1 ? inServices(of, text) : text, address: item(of[0])[2] }));
      const [call, ...calls] = unique(silent.map((service) => item(answersOf(service))[FACTS].call?.[0])); // whom to ask
      const silence = silent.length ? [{ text: fill("unmentioned", { services: listed(silent.map(code)), topic: name }), address: item(silent[0])[2] },
        { text: [fill("silent", {}), ...(calls.length ? [] : [call ?? []].flat())].join(" ") }] : [];
      const [service, fact, anchor] = stating[0] ?? facts[0];
      return { kind: stating.length ? "fact" : "topic", lines: [...sayings, ...silence], services: scope,
        address: fact ? fact[1] : `${item(service)[2]}${anchor || "#part.source"}` };
    }
    return undefined;
  }

  // The definitions of terms and letters: of one alone, or after "what is", and of two if it is asked what they mean.
  async function defined({ words, spans, some, open }) {
    const isDefining = some("defining") && !some("who");
    const opening = search.index.openings.find((one) => words.join(" ").startsWith(`${one} `));
    const start = opening ? opening.split(" ").length : 0;
    const terms = spans.filter((span) => has(span, "term"));
    const isAlone = ([span, ...others]) => !others.length && span.first - start < 2 && span.after === words.length && !open(() => true, "what").length
      && words.slice(start, span.first).every((word) => is("grammar", word));
    const isWhole = isDefining ? !open((span) => has(span, "term"), "defining", "beside").length && terms.length < 3
      : terms.length && isAlone(terms) && spans.filter((span) => span.first >= start).length === 1 && (opening || !(isTask(terms[0]) || has(terms[0], "party")));
    const isBeside = (word) => is("defining", word) || is("beside", word) || word === search.index.and;
    const letters = isDefining && !terms.length ? words.filter((word, place) => place && word.length === 1 && search.index.codes[word] !== undefined
      && [words[place - 1], words[place + 1]].some(isBeside)).slice(0, 2) : [];
    const numbers = unique([...terms.map((span) => of(span, "term")[0]), ...letters.map((letter) => search.index.codes[letter])]);
    if (!isWhole && !letters.length || !numbers.length || letters.length && open(() => true, "defining", "beside").some((place) => !letters.includes(words[place]))) {
      return undefined;
    }
    await load(numbers.map(partOf));
    return { kind: "term", lines: numbers.map((number) => ({ text: `${item(number)[0]}: ${item(number)[1]}`, address: item(number)[2] })), services: [], number: numbers[0], address: item(numbers[0])[2] };
  }

  // ---- The answer ----------------------------------------------------------------------------------------------------

  const inRow = ({ row }) => row();
  // A clause changes no fact; but "who pays if data are lost" is not about prices.
  const toldFact = async (asking) => stated(asking).then((answer) => (answer?.kind === "topic" ? undefined : answer));

  async function answered(words, ways) {
    const asking = await read(words, false);
    let answer;
    for (const way of asking ? ways : []) {
      answer ??= await way({ ...asking, row: async () => await rows(asking) ?? rows(await read(words, true)) });
    }
    return answer;
  }

  // Resolve a question: undefined without a whole answer, else its kind, lines with addresses, verdict, services, status and address.
  async function resolve(question) {
    const words = divided(unframed(wordsOf(question)));
    const [main, clause] = [words.filter(({ isAside }) => !isAside), words.filter(({ isAside }) => isAside)];
    const isClause = main.length && clause.length;
    // What is asked comes before what happens, "who restores it after a crash", which has no task of its own.
    const answer = (isClause && await answered(words.filter(({ isEvent }) => !isEvent), [inRow])) || (await answered(words.filter(({ isState }) => !isState), [unknown, compared, isClause ? toldFact : stated, defined, inRow, duties]))
      || (isClause && await answered(main, [toldFact]));
    // A party that acts, and has no problem, may change the answer, unless the question is who is informed.
    const isTrouble = clause.some(({ word, isEvent }) => isEvent && !is("having", word) && !is("conditions", word) && !isGrammar(word));
    const isActing = async () => (await read(clause, false))?.spans.some((span) => has(span, "party") && !(isTrouble && isGrammar(span.words[0].word) && ["having", "whether"].some((kind) => is(kind, clause[clause.indexOf(span.words.at(-1)) + 1]?.word))));
    if (!answer || answer === NOTHING || (isClause && answer.tasks && !answer.isTold && await isActing())) {
      return undefined;
    }
    const [service, ...others] = answer.services;
    const verdict = answer.verdict === undefined || isClause ? [] : [{ text: fill(answer.verdict ? "yes" : "no", {}) }];
    return { ...answer, verdict: isClause ? undefined : answer.verdict, lines: [...verdict, ...answer.lines], title: service === undefined ? asked("name") : others.length ? listed(answer.services.map(code)) : item(answersOf(service))[0],
      status: service !== undefined && !others.length ? item(answersOf(service))[3] : "" };
  }

  Object.assign(search, { answersOf, cellsOn, resolve, rowOf: (task, service) => linesOf(cellsOf([service], [task], { layers: [], values: [] }), false).map(({ text }) => text).join(" ") });
})();

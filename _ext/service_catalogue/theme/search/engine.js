// The search engine: ranks the entries of the index for a question, and returns the data to show.
(function () {
  "use strict";

  const search = window.catalogueSearch;
  const { load, item, partOf, reach, postings, kindOf, cut, distance, loadWords, phrases, read, said } = search;
  const { answersOf, cellsOn, resolve, rowOf } = search;

  const CALLED = 0.84; // certainty of a phrase that is a name, and not a search word only
  const MEANT = 0.9; // coverage of a word by what it names
  const CUT = 0.12; // least share of the best score with which an entry is a result
  const RARE = 0.78; // the higher, the greater the weight of rare words
  const OF_TASK = 0.25; // least score of a word for a task whose cell is a result: more than of one in its definition
  const LEADING = 0.6; // least share of the score of the best task for one whose cells are results
  const NEAR = 6; // suggestions where nothing is found

  const LISTS = ["duties", "stated"]; // kinds of which each service has its own, under the same name

  const LISTED = 7; // place of the lists of a service among its answers

  const UNCOVERED = 0.2; // share of its score for an entry that matches next to nothing of the question
  const NAMED = 1.15; // factor for an entry that a whole phrase names
  const ALL_NAMED = 0.6; // added to it if that phrase is the whole question
  const OWN = 3; // the higher, the greater the weight of its own name beside other names of it
  const ABOUT = 0.5; // for entries about the named one
  const ABOUT_COVERS = 0.7;
  const EXPLAINED = ["term", "task"]; // kinds that have a definition
  const EXPLAINABLE = ["statement", "note"]; // kinds about those, for which the words of the definition count
  const EXPLANATIONS = 2; // largest number of entries that one word explains
  const EXPLAINS = 0.4; // least score of a word for an entry that it explains
  const FEW = 10; // entries about an explained one; where there are more, each gets less
  const BY_MEANING = 1.4; // factor for each of a few
  const MEANING_COVERS = 0.85;
  const PRIOR = { service: 1.05, task: 1.1, cell: 0.75, layer: 1, party: 1.05, term: 0.9, standard: 0.9, statement: 1.4, note: 1.1, stated: 1, duties: 1.1, section: 0.9, comparison: 0.9 };
  const WHO = { task: 1.4, cell: 1.4, term: 0.7, section: 0.8, duties: 0.8 }; // if the question is who has a task
  const WHETHER = { statement: 1.2, term: 0.65, party: 0.85 }; // if somebody asks whether something holds: "may I"
  const MAY = { section: 0.8 }; // if it is whether it holds for a party: prose says how, and not who may
  const DOING = 0.25; // share left to the weight of a verb that only says that somebody does something
  const OF_OTHERS = 0.79; // share left to a statement that does not mention the party that is asked for
  const WHEN = { statement: 1.6, stated: 1.6, task: 0.6, cell: 0.6, term: 0.9 }; // if it is when: letters say who, and never when
  const PAYS = { section: 1.6, stated: 0.85, task: 0.6, cell: 0.6, term: 0.7 }; // if it is who pays, which no letter says
  const WHAT = { term: 1.4, statement: 0.85, section: 0.9, duties: 0.5 }; // if it is what something means

  const byWorth = (one, other) => other.worth - one.worth || one.number - other.number;
  const covers = (cell) => cell?.[1] ?? 0;

  // The service of a filter, if any.
  const chosenService = (names) => names.filter((name) => name.startsWith("service:"))
    .flatMap((name) => postings(`@${name}`)).map(([number]) => number).find((number) => kindOf(number) === "service");

  // The joint scores of several entries.
  const joined = (rows) => rows[0].map((_, word) => rows.map((row) => row[word]).filter(Boolean)
    .reduce((one, other) => (one ? [Math.max(one[0], other[0]), Math.max(one[1], other[1])] : other), undefined));

  // ---- Scores of entries for a question ------------------------------------------------------------------------------

  // Weight of a word, less than in BM25: a rare word need not be the subject of a question.
  const rarity = (count) => Math.log(1 + (search.size - count + 0.5) / (count + 0.5)) ** RARE;

  // Scores of the entries for one word: [weight, coverage] by entry.
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

  // A column for each word, and its rarity. The parts of the words must be loaded.
  function columnsOf(tokens) {
    return tokens.map((token) => {
      const column = new Column();
      let surest = 0;
      token.weight *= rarity([...token.means].reduce((count, [key, sure]) => {
        const entries = postings(key);
        entries.forEach(([number, much]) => column.raise(number, sure * much, sure));
        if (sure > surest) {
          surest = sure;
          return entries.length;
        }
        return count;
      }, 0));
      return column;
    });
  }

  // The entries named by phrases of a question: [entry, certainty, first word, word after the last, certainty of the phrase]. An
  // example of a layer has no words between its own: "the application on the server" is no application server.
  const callsOf = (tokens) => phrases(tokens).flatMap(([phrase, first, after, meant]) =>
    postings(phrase).filter(([number, sure]) => sure > CALLED || kindOf(number) !== "layer" || tokens.slice(first + 1, after).every(({ isApart }) => !isApart))
      .map(([number, sure]) => [number, sure, first, after, meant]));

  // The layers that are named, with their certainty; not by a word of a longer name, such as "platform" in "operating platform".
  function layersMeant(calls) {
    const isLayer = ([number, , , , sure]) => kindOf(number) === "layer" && sure === 1;
    const names = calls.filter((call) => isLayer(call) || (call[1] > CALLED && kindOf(call[0]) !== "duties"));
    const inLonger = ([, , first, after]) => names
      .some(([, , start, end]) => start <= first && after <= end && end - start > after - first);
    const meant = new Map();
    calls.filter((call) => isLayer(call) && !inLonger(call))
      .forEach(([number, sure]) => meant.set(number, Math.max(sure, meant.get(number) ?? 0)));
    return meant;
  }

  // Raise the entries named by a phrase of the question. Returns the layers that are meant, the certainty that the
  // whole question is a name, and the entries with the words that name them.
  function raiseCalled(tokens, columns) {
    const calls = callsOf(tokens);
    const whole = new Map();
    for (const [number, sure, first, after, meant] of calls) {
      columns.slice(first, after).forEach((column) => column.raise(number, NAMED * sure * meant, meant));
      if (meant === 1 && sure > CALLED && after - first === tokens.length) {
        whole.set(number, Math.max(sure, whole.get(number) ?? 0));
      }
    }
    const owners = calls.filter(([, sure]) => sure > CALLED).map(([number, , first, after, meant]) => [number, first, after, meant]);
    return { layers: layersMeant(calls), whole, owners, calls };
  }

  // Raise entries about what words of the question name, and statements about what they define, even without the defining word.
  // `explaining` are the columns of words that may be part of a definition.
  async function raiseAbout(owners, columns, explaining) {
    const best = (column) => [...column].filter(([number, [value]]) => EXPLAINED.includes(kindOf(number)) && value > EXPLAINS)
      .sort(([, [one]], [, [other]]) => other - one).slice(0, EXPLANATIONS);
    const explained = explaining.flatMap((column) => best(column).map(([number, cell]) => [number, column, cell]));
    const keys = [...owners, ...explained].map(([number]) => `#${number}`);
    await reach(keys);
    for (const [number, first, after, meant] of owners) {
      for (const [other, much] of postings(`#${number}`)) {
        columns.slice(first, after).forEach((column) => column.raise(other, ABOUT * much * meant, ABOUT_COVERS * meant));
      }
    }
    for (const [number, column, [value, covered]] of explained) {
      const about = postings(`#${number}`);
      const says = BY_MEANING * value * Math.min(1, FEW / about.length);
      about.filter(([other]) => EXPLAINABLE.includes(kindOf(other)))
        .forEach(([other, much]) => column.raise(other, says * much, MEANING_COVERS * covered));
    }
  }

  // ---- Ranking -------------------------------------------------------------------------------------------------------

  // The best results for `question`, and whether any of its words finds results.
  // `filters` are a kind, and the names of objects that a result must belong to: { kind: "task", names: ["layer:middleware"] }.
  async function find(question, filters = { kind: "", names: [] }) {
    await search.ready();
    await loadWords(question);
    const asked = read(question);
    const { tokens: strong, weak, subject } = asked;
    const tokens = [...strong, ...weak];
    const limits = filters.names.map((name) => `@${name}`);
    const names = [strong, weak, subject].flatMap((words) => phrases(words).map(([phrase]) => phrase));
    await reach([...tokens.flatMap(({ means }) => [...means.keys()]), ...names, ...limits]);

    const columns = columnsOf(tokens);
    tokens.forEach(({ code }, word) => code !== undefined && columns[word].raise(code, NAMED, 1));
    const { layers, whole, owners, calls } = raiseCalled(strong, columns);
    // Beside the name of a task, "handles" is not of another: security handling.
    if (asked.asking && owners.some(([number, , , meant]) => meant === 1 && kindOf(number) === "task")) {
      strong.filter(({ isDoing }) => isDoing).forEach((token) => { token.weight *= DOING; });
    }
    const speakers = callsOf(weak).map(([number, , first, after]) => [number, strong.length + first, strong.length + after, 1]);
    const speaking = new Set(speakers.map(([number]) => number));
    // An entry that is only about a subject need not answer "when".
    await raiseAbout(owners, columns, asked.timing ? [] : columns.slice(0, strong.length));
    const row = (number) => columns.map((column) => column.get(number));
    const isNamed = (number) => owners.some(([one, , , meant]) => one === number && meant === 1);
    const namers = owners.filter(([number, , , meant]) => meant === 1 && kindOf(number) === "service");
    const named = namers[0]?.[0];
    // A service that is named like a task is not meant by that name.
    const isElse = ([, from, to]) => owners.some(([number, first, after]) => ["task", "layer"].includes(kindOf(number)) && first <= from && to <= after);
    const service = chosenService(filters.names) ?? named;
    if (service !== undefined) {
      await load([service, answersOf(service)].map(partOf));
    }
    const key = service === undefined ? "" : `@service:${item(service)[2].slice(9, -5)}`; // of services/….html
    const inService = new Set(postings(key).map(([number]) => number));

    const isFor = callsOf(subject).map(([number]) => number);
    const spokenOf = await aboutParty(isFor, [...layers.keys()].filter((number) => layers.get(number) > CALLED));
    const suits = suitability(asked, speaking.size > 0, spokenOf !== undefined);
    const all = tokens.reduce((sum, { weight }) => sum + weight, 0) || 1;
    const coverage = (cells) => cells.reduce((sum, cell, place) => sum + covers(cell) * tokens[place].weight, 0) / all;
    // The score of an entry with a column for each word.
    function worth(cells, kind) {
      let much = 0;
      let covered = 0;
      cells.forEach((cell, place) => {
        if (cell) {
          much += tokens[place].weight * cell[0];
          covered += tokens[place].weight * cell[1];
        }
      });
      return suits(kind) * much * (UNCOVERED + (1 - UNCOVERED) * (covered / all));
    }

    // Small words rank results, and find none by themselves.
    const ranked = [...new Set(columns.slice(0, strong.length).flatMap((column) => [...column.keys()]))]
      .map((number) => ({ kind: kindOf(number), number }))
      .map(({ kind, number }) => {
        const isList = service !== undefined && LISTS.includes(kind);
        const cells = isList && service === named ? joined([row(number), row(service)]) : row(number);
        const own = isList ? item(answersOf(service))[LISTED][number] : number;
        const isOfOthers = (kind === "statement" && spokenOf && !spokenOf.has(number)) || (key && EXPLAINABLE.includes(kind) && !inService.has(number));
        const its = kind === "task" && inService.has(number) ? service : undefined;
        return { kind, number: own, service: its, worth: worth(cells, kind) * (isOfOthers ? OF_OTHERS : 1) * (1 + ALL_NAMED * (whole.get(number) ?? 0) ** OWN) };
      })
      .filter(({ number }) => number !== undefined);
    const party = [...new Set([...owners, ...speakers].map(([number]) => number).filter((number) => kindOf(number) === "party"))];
    // A word of the question says the task, and not only the layer.
    const adds = (task, layer) => row(task).some((cell, word) => cell?.[0] >= OF_TASK && covers(cell) >= MEANT && covers(row(layer)[word]) < MEANT && !tokens[word].asks);
    if (["", "cell"].includes(filters.kind) && !asked.defining) {
      ranked.push(...(await cells(ranked, [...layers.keys()], service, party.length === 1 ? party[0] : undefined, adds))
        .map((cell) => ({ ...cell, worth: worth(joined([row(cell.number), row(cell.layer)]), "cell") })));
    }
    const allowed = limits.map((key) => new Set(postings(key).map(([number]) => number)));
    let results = ranked.filter(({ kind, number, layer }) =>
      (!filters.kind || kind === filters.kind) && allowed.every((set) => set.has(number) || set.has(layer)));
    results.sort(byWorth);
    const least = (results[0]?.worth ?? 0) * CUT;
    results = results.filter((result) => result.worth > least);
    const answer = limits.length ? undefined : await resolve(question);
    const first = answer?.cell && ["", "cell"].includes(filters.kind) ? { kind: "cell", number: answer.number, ...answer.cell, lines: answer.lines.map(({ text }) => text), address: answer.address }
      : answer?.part && !filters.kind ? { kind: "duties", number: answer.number, title: `${answer.part}: ${answer.title}`, text: answer.lines.map(({ text }) => text).join(" "), address: answer.address }
      : (asked.asking || (asked.defining && answer?.kind === "term")) && results.find(({ number }) => number === answer?.number);
    if (first) {
      results = [first, ...results.filter((result) => result !== first && (first.kind !== "cell" || result.address !== first.address))];
    }
    const words = new Set(strong.flatMap(({ means }) => [...means.keys()]));
    return { results, answer: filters.kind || !answer?.lines.length ? undefined : answer, marks: (word) => words.has(cut(word)) };
  }

  // The cells of the best tasks on the layers that are named: of a service, or of the one that each task is shown with.
  async function cells(ranked, layers, service, party, adds) {
    const tasks = layers.length ? ranked.filter(({ kind }) => kind === "task").sort(byWorth) : [];
    const best = tasks.filter(({ worth }) => worth > LEADING * tasks[0].worth).slice(0, layers.length);
    await load(best.map(({ number }) => partOf(number)));
    const pairs = best.flatMap(({ number }) => layers.map((layer) => [service ?? item(number)[3], number, layer])).filter(([one, task, layer]) => one !== undefined && adds(task, layer));
    await load(pairs.flatMap(([one]) => [one, answersOf(one)].map(partOf)));
    return pairs.flatMap(([one, task, layer]) => cellsOn(one, task, layer, party).map((cell) => ({ ...cell, layer })));
  }

  // Entries about the party of the question, and about a layer that is named with it; undefined without a party.
  async function aboutParty(parties, layers) {
    if (parties.length !== 1) {
      return undefined;
    }
    const keys = [...parties, ...layers.slice(0, 1)].map((number) => `#${number}`);
    await reach(keys);
    const [ofParty, ...ofLayer] = keys.map((key) => new Set(postings(key).map(([number]) => number)));
    return new Set([...ofParty].filter((number) => ofLayer.every((of) => of.has(number))));
  }

  // Weights of kinds for the type of the question.
  function suitability({ asking, defining, deciding, timing, paying }, isSpoken, isForParty) {
    const asked = [[defining, WHAT], [asking && !defining && !paying, WHO], [timing, WHEN], [paying, PAYS], [deciding && isSpoken && !defining, WHETHER],
      [isForParty, MAY]];
    return (kind) => asked.reduce((suits, [is, kinds]) => suits * ((is && kinds[kind]) || 1), PRIOR[kind]);
  }

  // ---- Results --------------------------------------------------------------------------------------------------------

  // The titles, texts and addresses of results, and the answers of tasks and cells. `names` are as in `find`.
  async function show(results, names = []) {
    await load(results.map(({ number }) => partOf(number)));
    const chosen = chosenService(names);
    const serviceOf = ({ kind, number, service }) => (kind === "task" ? chosen ?? service ?? item(number)[3] : service);
    await load(results.map(serviceOf).filter((number) => number !== undefined).flatMap((number) => [number, answersOf(number)].map(partOf)));
    return results.map((result) => {
      const [title, text, address, where] = item(result.number);
      const service = serviceOf(result);
      if (service === undefined) {
        return { title, text, address, where, ...result };
      }
      const [serviceTitle, , , status] = item(answersOf(service));
      if (result.kind === "cell") {
        return { ...result, title: [title, result.place].filter(Boolean).join(", "), text: "", answer: result.lines.join(" "), status, service: serviceTitle };
      }
      return { ...result, title, text, address, answer: rowOf(result.number, service), service: serviceTitle };
    });
  }

  // Entries with names close to the words of a question.
  async function near(question) {
    await search.ready();
    await search.loadRare(said(question));
    const alike = (word, key) => {
      let same = 0;
      while (same < word.length && word[same] === key[same]) {
        same += 1;
      }
      return same;
    };
    const close = said(question).flatMap((word) => search.vocabulary
      .map((key) => [key, alike(word, key) / Math.max(word.length, key.length) + (distance(word, key, 3) < 4 ? 0.3 : 0)])
      .filter(([key, much]) => much > 0.3 && key.length > 2)
      .sort((one, other) => other[1] - one[1])
      .slice(0, 4));
    await reach(close.map(([key]) => key));
    const found = close.flatMap(([key]) => postings(key)
      .filter(([number, much]) => much > 0.6 && ["term", "task"].includes(kindOf(number)))
      .map(([number]) => ({ kind: kindOf(number), number })));
    return show([...new Map(found.map((entry) => [entry.number, entry])).values()].slice(0, NEAR));
  }

  Object.assign(search, { find, show, near });
})();

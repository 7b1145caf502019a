// The words of a question: the keys of the index that each may mean, inflected, joined or misspelt.
(function () {
  "use strict";

  const search = window.catalogueSearch;
  const { has, stemmer } = search;

  const QUESTION = 300; // characters of a question that count,
  const WORDS = 16; // words of it,
  const LETTERS = 60; // and letters of a word
  const ALTERNATIVES = 6; // keys that one word of a question can mean
  const PHRASE = 6; // words in a phrase
  const PHRASAL = 5; // letters in a verb with its particle
  const SURELY = 6; // letters of a word that is recognised with one of them wrong
  const PAID = 4; // first words of a question, of which one says that it is about money
  const ABBREVIATED = 3; // letters of a word of which one may be left out
  const DEFINED = 3; // words of what is defined

  // Certainty that a key is meant, up to 1.
  const JOINED = 0.95; // two words written as one
  const VERB = 0.6; // the verb without its particle
  const BEGUN = 0.8; // the last word, still being typed
  const FORM = 0.9; // another form of the same word
  const DERIVED = 0.8; // another word of the same stem
  const EVERYDAY = 0.7; // the field's word for an everyday one
  const INSIDE = { head: 0.7, tail: 0.6, headOf: 0.35, tailOf: 0.5 }; // one word a part of the other
  const MISSPELT = [1, 0.75, 0.5]; // by the number of letters
  const ONE_WRONG = 0.92; // one letter of a long word, and no other word is as near
  const BESIDE_EXACT = 0.2; // all of these where the word itself is there

  // Weight of a word beside the others.
  const ASKING = 0.2; // the weight of "responsible" beside what somebody is responsible for
  const GENERAL = 0.6; // that of "handles" beside what somebody handles
  const WEAK = 0.25; // that of "on" and "our", beside any other word
  const MODIFIER = 0.6; // and that of the first part of a long word

  const WORD = /[\p{L}\p{N}]+/gu;
  const JOINED_WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;
  const LETTERS_OR_DIGITS = /\p{L}+|\p{N}+/gu;
  const DANISH = { "æ": "ae", "ø": "oe", "å": "aa" };

  // The full stops of an abbreviation: "a.m." is "am".
  const ABBREVIATION = /(?<![\p{L}\p{N}])([\p{L}\p{N}])\.(?=[\p{L}\p{N}](?![\p{L}\p{N}]))/gu;

  // The same as in search/__init__.py.
  function fold(text) {
    return text
      .normalize("NFC")
      .toLowerCase()
      .replace(ABBREVIATION, "$1")
      .replace(/[æøå]/g, (letter) => DANISH[letter])
      .normalize("NFD")
      .replace(/\p{M}/gu, "");
  }

  const isWeak = (word) => search.index.weak.includes(word);
  const tells = (kind, word) => search.index[kind].includes(stem(word));
  // Return whether a question begins as one for a definition.
  const asksWhatIs = (every) => search.index.openings.some((opening) => every.join(" ").startsWith(`${opening} `));
  const stems = new Map();

  function stem(word) {
    if (!stems.has(word)) {
      stems.set(word, stemmer()?.stemWord(word) ?? word);
    }
    return stems.get(word);
  }

  // The stem of a word; of an unknown genitive, that of its noun: "its" is "it" in a name such as "Statens It".
  const stemOf = (word) => (!has(stem(word)) && word.endsWith("s") && has(stem(word.slice(0, -1))) ? stem(word.slice(0, -1)) : stem(word));

  // The edit distance, with transpositions; Infinity if it is more than `most`.
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) {
      return Infinity;
    }
    let beforeLast = [];
    let last = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let row = 1; row <= one.length; row += 1) {
      const now = [row];
      let least = row;
      const first = Math.max(1, row - most); // farther off, there are too many letters between them
      now[first - 1] ??= Infinity;
      for (let column = first; column <= Math.min(other.length, row + most); column += 1) {
        const same = one[row - 1] === other[column - 1] ? 0 : 1;
        let value = Math.min((last[column] ?? Infinity) + 1, now[column - 1] + 1, last[column - 1] + same);
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

  // A word without each of its possible endings.
  const shorter = (word) => search.index.endings.filter((ending) => word.endsWith(ending)).map((ending) => word.slice(0, -ending.length));

  // The nearest keys to a misspelt word: [key, number of mistakes].
  function misspelt(word) {
    if (word.length === ABBREVIATED) { // "usr": a letter is left out
      return search.vocabulary.filter((key) => key.length === word.length + 1 && distance(word, key, 1) === 1).map((key) => [key, 1]);
    }
    let found = [];
    let nearest = mistakes(word);
    if (!nearest) {
      return found;
    }
    const compare = (key, away) => {
      if (away <= nearest) {
        found = away < nearest ? [[key, away]] : [...found, [key, away]];
        nearest = Math.max(away, 1);
      }
    };
    const spellings = [...new Set([word, stem(word), ...shorter(word)])].map((spelling) => [spelling, mistakes(spelling)]).filter(([, most]) => most);
    search.vocabulary.forEach((key) => compare(key, Math.min(...spellings.map(([spelling, most]) => distance(spelling, key, Math.min(most, nearest))))));
    search.forms.forEach((form) => compare(stem(form), distance(word, form, nearest)));
    return found.filter(([, away]) => away <= nearest);
  }

  // An unknown long word as two known ones: letters and a number, else with the longest second part.
  function split(word) {
    const kinds = word.match(LETTERS_OR_DIGITS);
    if (kinds.length === 2 && kinds.every((part) => has(stem(part)))) {
      return kinds;
    }
    for (let at = 3; at <= word.length - 4; at += 1) {
      const two = [word.slice(0, at), word.slice(at)];
      if (two.every((part) => has(stem(part)) && part.length > 2)) {
        return two;
      }
    }
    return null;
  }

  // A verb and the particle after it as the noun made of them: "backed up" is "backup", and in Danish "rulle ud" is "udrulle". The
  // same of a number and its unit: "3 am".
  const phrasal = (word, particle) => [stem(word) + particle, word + particle, ...(has(stem(word)) ? [] : [particle + word])]
    .find((noun) => (noun.length >= PHRASAL || /^\d/.test(noun)) && !isWeak(noun) && has(stem(noun)));

  // The words of a text, folded. One with a hyphen whose half says little counts as one: "back-ups".
  function wordsOf(text) {
    return (fold(text).match(JOINED_WORD) ?? []).flatMap((word) => {
      const halves = word.split("-");
      return halves.some(isWeak) && has(stem(halves.join(""))) ? [halves.join("")] : halves;
    });
  }

  // The keys of technical terms for one or two everyday words: those of "root cause" are under "root-caus", and of any hour under
  // "0-am".
  function everyday(word) {
    const found = [word, word.slice(0, -1), ...(word.length > 6 ? [word.slice(0, -2)] : []), stem(word), word.replace(/^\d+/, "0-")].find((one) => search.everyday(one).length);
    return found ? search.everyday(found) : [];
  }

  function expression(word, next) {
    const two = [word, next].map((one) => stem(one).replace(/^\d+$/, "0")).join("-");
    return next && search.everyday(two).length ? two : "";
  }

  // The words with phrasal verbs and expressions joined; and by the joined word the verb, or the significant word of an
  // expression: of "in charge", "charge".
  function joinVerbs(words) {
    const verbs = new Map();
    const joined = [];
    for (let place = 0; place < words.length; place += 1) {
      const [word, next = ""] = words.slice(place, place + 2);
      const noun = (search.index.particles.includes(next) || /^\d/.test(word)) && phrasal(word, next);
      const one = noun || expression(word, next);
      joined.push(one || word);
      if (noun) {
        verbs.set(noun, word);
      } else if (one && isWeak(word)) {
        verbs.set(one, next);
      }
      place += one ? 1 : 0;
    }
    return { joined, verbs };
  }

  // The words of a question: its keys with their certainty, and its weight; the weak words apart.
  function read(question) {
    const { joined, verbs } = joinVerbs(wordsOf(question.slice(0, QUESTION)));
    const every = [...new Set(joined.map((word) => word.slice(0, LETTERS)))].slice(0, WORDS);
    const code = codeIn(every);
    const strong = every.filter((word) => !isWeak(word) || word === code);
    const asking = every.length > 1 && every.some((word) => tells("asking", word));
    const defining = every.some((word) => tells("defining", word)) || (strong.length <= DEFINED && asksWhatIs(every));
    const timing = every.length > 1 // "when", "how long", "at 3 am", and not "long response times"
      && every.some((word, place) => word.startsWith("0-") || (place < 2 && tells("timing", word) && (place || isWeak(word))));
    const paying = every.slice(0, PAID).some((word) => tells("paying", word));
    const deciding = every.length > 1 && tells("deciding", every[0]);
    const tokens = [];
    for (const word of strong.length ? strong : every) {
      if (word === code) {
        tokens.push({ word, known: true, means: new Map(), weight: 1, code: search.index.codes[code] });
        continue;
      }
      const means = new Map();
      const key = stemOf(word);
      const known = has(key);
      const meant = everyday(word);
      let near = [];
      let two = null;
      // A form may have one ending too many for the stemmer, or one too few: "kapacitet", "kapaciteten".
      [stem(key), word].filter((other) => other !== key && other.length > 3 && has(other)).forEach((other) => means.set(other, FORM));
      if (known) {
        means.set(key, 1);
      } else {
        related(key).forEach((other) => means.set(other, DERIVED));
        near = meant.length ? [] : misspelt(word).filter(([other]) => !means.has(other));
        two = meant.length || means.size || near.some(([, away]) => away < 2) ? null : split(word);
      }
      if (verbs.has(word) && !isWeak(verbs.get(word))) {
        means.set(stem(verbs.get(word)), VERB);
      }
      // "who is informed", "who is in charge"
      const asks = tells("asking", word) || (asking && (tells("letters", word) || meant.some((key) => search.index.asking.includes(key))));
      const isGeneral = search.index.general.includes(word);
      const weight = asks ? ASKING : isGeneral ? GENERAL : 1;
      if (two) {
        two.forEach((part, place) => {
          const inner = { word: part, known: true, means: new Map([[stem(part), 1]]), weight: place ? weight : weight * MODIFIER };
          relate(inner);
          tokens.push(inner);
        });
        continue;
      }
      const isSure = word.length >= SURELY && new Set(near.map(([other]) => other)).size === 1;
      near.forEach(([other, away]) => means.set(other, isSure && away === 1 ? ONE_WRONG : MISSPELT[away]));
      const token = { word, known, means, weight, asks, isGeneral, isDoing: isGeneral && !tells("owning", word), parts: meant.length ? undefined : split(word)?.map(stem), loose: new Set() };
      relate(token);
      meant.filter((other) => !other.includes("-") && !means.has(other)).forEach((other) => {
        means.set(other, EVERYDAY);
        token.loose.add(other);
      });
      token.calls = meant.filter((other) => other.includes("-")).map((other) => other.split("-"));
      const typing = word === every.at(-1) && /[\p{L}\p{N}]$/u.test(question);
      if (!means.size || typing) {
        widen(token, typing);
      }
      tokens.push(token);
    }
    if (tokens.every(({ weight }) => weight <= GENERAL)) {
      tokens.forEach((token) => { token.weight = 1; }); // "responsible" alone is the question itself
    }
    join(tokens, fold(question));
    tokens.forEach((token) => {
      token.means = new Map([...token.means].sort((one, other) => other[1] - one[1]).slice(0, ALTERNATIVES));
    });
    // Weak words are no part of names, but customers ask with them: "is it ours".
    const weak = every.filter((word) => strong.length && isWeak(word) && word !== code && has(stem(word)))
      .map((word) => ({ word, means: new Map([[stem(word), 1]]), weight: WEAK }));
    const subject = deciding ? weak.filter(({ word }) => word === every[1]) : []; // "may we"
    return { tokens, weak, asking, defining, deciding, timing, paying, subject };
  }

  // The letter of a matrix in a question for its meaning; only with a word for that, for "i" and "a" are words too.
  const codeIn = (every) => every.find((word, place) => Object.hasOwn(search.index.codes, word)
    && [every[place - 1], every[place + 1]].some((beside) => beside && tells("defining", beside)));

  // The keys with an ending more or less: own, ownership.
  const related = (key) => (key.length < 3 ? [] : search.index.relating)
    .flatMap((ending) => [key + ending, key.endsWith(ending) ? key.slice(0, -ending.length) : ""])
    .filter((other) => other.length >= 4 && has(other));

  // A query term matches derived forms too.
  function relate({ means }) {
    for (const [key, sure] of [...means]) {
      related(key).filter((other) => !means.has(other)).forEach((other) => means.set(other, sure * DERIVED));
    }
  }

  // A query term matches the compounds that contain it, and its own parts.
  function widen(token, typing) {
    const { word, means } = token;
    const own = stem(word);
    const factor = means.size ? BESIDE_EXACT : 1;
    const least = word.length < 4 ? Infinity : 4;
    for (const key of search.vocabulary) {
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

  // Adjacent words may be a compound that was written apart. Others are apart in the `text`, with small words between them.
  function join(tokens, text) {
    for (let place = 1; place < tokens.length; place += 1) {
      const two = [tokens[place - 1], tokens[place]];
      two[1].isApart = !new RegExp(two.map(({ word }) => word).join("[\\s-]*")).test(text);
      if (two[1].isApart) {
        continue;
      }
      const one = (key, sure) => {
        two.forEach(({ means }) => means.set(key, Math.max(sure, means.get(key) ?? 0)));
        two[0].joined = key;
      };
      // The first may be inflected: of "brugere adgang" it is "bruger".
      const firsts = [two[0].word, ...shorter(two[0].word).filter((first) => first.length >= PHRASAL)];
      const keys = firsts.flatMap((first) => ["", "s", "e"].map((link) => stem(first + link + two[1].word))).filter(has);
      keys.forEach((key) => one(key, JOINED));
      if (!keys.length && two.some(({ known }) => !known)) {
        misspelt(two[0].word + two[1].word).forEach(([key, away]) => one(key, MISSPELT[away]));
      }
    }
  }

  // The phrases in a question: [key, first word, word after the last, certainty].
  function phrases(tokens) {
    const found = [];
    function goOn(first, next, said, sure) {
      if (said.length) {
        found.push([`=${said.join(" ")}`, first, next, sure]);
      }
      if (next === tokens.length || next - first === PHRASE) {
        return;
      }
      const token = tokens[next];
      const isLoose = (key) => token.loose?.has(key);
      const forms = [...token.means].filter(([key, much]) => much >= MISSPELT[2] && key !== token.joined);
      forms.filter(([key]) => !isLoose(key)).slice(0, 3).forEach(([key]) => goOn(first, next + 1, [...said, key], sure));
      forms.filter(([key]) => isLoose(key)).forEach(([key]) => goOn(first, next + 1, [...said, key], EVERYDAY));
      if (token.parts) {
        goOn(first, next + 1, [...said, ...token.parts], sure);
      }
      if (token.joined && next + 1 < tokens.length) {
        goOn(first, next + 2, [...said, token.joined], sure);
      }
    }
    tokens.forEach((token, first) => {
      goOn(first, first, [], 1);
      token.calls?.forEach((said) => found.push([`=${said.join(" ")}`, first, first + 1, EVERYDAY]));
    });
    return found;
  }

  // The significant words of a question, folded.
  const said = (question) => wordsOf(question.slice(0, QUESTION)).filter((word) => !isWeak(word)).slice(0, WORDS);

  // Load the rare words of a question.
  async function loadWords(question) {
    search.reset();
    await search.loadRare(said(question).filter((word) => !has(stem(word))).flatMap((word) => [word, stem(word), ...word.match(LETTERS_OR_DIGITS)]));
  }

  Object.assign(search, { WORD, fold, stem, cut: (word) => stem(fold(word)), distance, loadWords, phrases, read, said });
})();

// Finds the failure that a pasted message means: the rules of src/poolable/catalog/messages.py,
// on the templates that this page carries. Nothing leaves the page.
(function (root) {
  "use strict";

  const aliases = [
    [/__mp_main__/g, "__main__"],
    [/\b(?:_thread\.|thread\.)r?lock\b/g, "_thread.lock"],
    [/\b(?:_io\.)?(?:textiowrapper|buffered(?:reader|writer|random)|fileio)\b/g, "file"],
  ];

  function canonical(text) {
    const refusal = /\b(?:cant|cannot) (?:pickle|serialize) (\S+?)(?: objects?| instances?)\b/g;
    const one = text.replace(refusal, "cannot pickle $1 object");
    return aliases.reduce((so_far, [known, name]) => so_far.replace(known, name), one);
  }

  function normal(text) {
    return canonical(fold(text));
  }

  function fold(text) {
    return text
      .replace(/\u001b\[[0-9;]*[A-Za-z]/g, "")
      .replace(/['"`\u2018\u2019\u201c\u201d]/g, "")
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean)
      .join(" ");
  }

  function lines(text) {
    const single = text.split(/\r?\n/).map(normal).filter(Boolean);
    const pairs = single.slice(1).map((line, i) => `${single[i]} ${line}`);
    return single.concat(pairs);
  }

  function matchOne(message, line, text) {
    const whole = line.includes(`${message.kind}:`);
    if (message.literal < 20 && !whole && message.kind !== message.pattern) return null;
    if (!new RegExp(`(?:^|[^a-z_])${message.pattern}(?:$|[^a-z_])`).test(line)) return null;
    const mentioned = message.needs.some((name) => text.includes(name));
    return {
      message,
      line,
      rank: [
        whole ? 1 : 0,
        message.literal,
        message.needs.length ? (mentioned ? 1 : -1) : 0,
        message.runs,
      ],
    };
  }

  function above(a, b) {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
    return 0;
  }

  function find(text, messages) {
    const best = new Map();
    for (const line of lines(text)) {
      for (const message of messages) {
        const match = matchOne(message, line, text);
        const held = best.get(message.failure);
        if (match && (!held || above(match.rank, held.rank) > 0)) best.set(message.failure, match);
      }
    }
    return [...best.values()].sort((a, b) => above(b.rank, a.rank));
  }

  function words(text) {
    return new Set(normal(text).match(/[a-z_]{3,}/g) || []);
  }

  function nearest(text, messages, least, most) {
    const asked = words(text);
    const shares = new Map();
    for (const message of messages) {
      const own = words(message.example);
      const common = [...asked].filter((word) => own.has(word)).length;
      const share = common / Math.max(new Set([...asked, ...own]).size, 1);
      shares.set(message.failure, Math.max(share, shares.get(message.failure) || 0));
    }
    return [...shares]
      .filter(([, share]) => share >= least)
      .sort((a, b) => b[1] - a[1])
      .slice(0, most)
      .map(([name]) => name);
  }

  function item(failure, facts, line) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = facts[failure].page;
    link.textContent = facts[failure].verdict;
    entry.append(link);
    if (line) {
      const matched = document.createElement("code");
      matched.textContent = line;
      entry.append(document.createElement("br"), matched);
    }
    return entry;
  }

  function show(box, answer, data) {
    const matches = find(box.value, data.messages);
    const near = nearest(box.value, data.messages, data.least, data.nearest);
    const list = document.createElement("ol");
    let said = "";
    if (box.value.trim() && matches.length) {
      said = matches.length === 1 ? "This is:" : "This is, the likeliest first:";
      for (const match of matches) list.append(item(match.message.failure, data.failures, match.line));
    } else if (box.value.trim()) {
      said = "No failure of a pool that we know prints this.";
      if (near.length) said += " The nearest are:";
      for (const name of near) list.append(item(name, data.failures, ""));
    }
    answer.replaceChildren(said, list);
  }

  if (typeof module !== "undefined") module.exports = { find, nearest, normal };
  if (!root.document) return;
  root.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("find-text");
    if (!box) return;
    const data = JSON.parse(document.getElementById("find-data").textContent);
    const answer = document.getElementById("find-answer");
    box.addEventListener("input", () => show(box, answer, data));
    const asked = new URLSearchParams(root.location.search).get("message");
    if (asked) box.value = asked;
    show(box, answer, data);
  });
})(typeof window === "undefined" ? globalThis : window);

// Message text and entities to DOM nodes. Text only ever becomes text nodes.

import { el } from "./dom.js";

const WRAPPERS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

export function formatted(text, entities = [], onCommand = () => {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, sorted, 0, text.length, onCommand);
}

function nodes(text, entities, begin, end, onCommand) {
  const out = [];
  let at = begin;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at) continue;
    if (entity.offset > at) out.push(text.slice(at, entity.offset));
    const inner = entities.slice(i + 1).filter((other) => other.offset < stop);
    const raw = text.slice(entity.offset, stop);
    out.push(wrapped(entity, raw, nodes(text, inner, entity.offset, stop, onCommand), onCommand));
    // a block already ends its line: the line feed after it would show as an empty line
    at = BLOCKS.has(entity.type) && text[stop] === "\n" && stop < end ? stop + 1 : stop;
  }
  if (at < end) out.push(text.slice(at, end));
  return out;
}

function wrapped(entity, raw, children, onCommand) {
  if (entity.type in WRAPPERS) return el(WRAPPERS[entity.type], {}, ...children);
  if (entity.type === "spoiler") return spoiler(children);
  if (entity.type === "bot_command") {
    return el("button", { type: "button", className: "link", onclick: () => onCommand(raw) }, ...children);
  }
  const target = linkTarget(entity, raw);
  if (target) return el("a", { href: target, target: "_blank", rel: "noopener noreferrer" }, ...children);
  return el("span", { className: entity.type === "mention" ? "link" : "" }, ...children);
}

function spoiler(children) {
  const show = (event) => event.currentTarget.classList.add("shown");
  return el("span", { className: "spoiler", tabIndex: 0, title: "Show", onclick: show }, ...children);
}

function linkTarget(entity, raw) {
  if (entity.type === "email") return `mailto:${raw}`;
  const url = entity.type === "text_link" ? entity.url : entity.type === "url" ? raw : "";
  if (!url) return "";
  const full = /^[a-z]+:/i.test(url) ? url : `http://${url}`;
  return /^(https?|tg|mailto|tel):/i.test(full) ? full : "";
}

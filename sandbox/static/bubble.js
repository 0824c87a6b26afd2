// One message as a bubble: text, picture, cards, quote, time, inline keyboard.

import { fileUrl } from "./api.js";
import { el, hueOf, ICONS, icon, nameOf, roundButton, timeOf } from "./dom.js";
import { formatted } from "./format.js";

export function preview(message) {
  if (!message) return "No messages yet";
  if (message.text || message.caption) return message.text ?? message.caption;
  const names = {
    photo: "Photo", document: "Document", voice: "Voice message", video_note: "Video message",
    video: "Video", sticker: "Sticker", contact: "Contact", venue: "Place", location: "Location",
  };
  const kind = Object.keys(names).find((name) => name in message);
  return kind ? names[kind] : "Group changed";
}

// `chat` gives the reader's point of view: reader (person id), isGroup, tap(), command(), edit().
export function turn(message, chat) {
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) {
    return el("div", { className: "service" }, "The group became a supergroup");
  }
  const own = message.from.id === chat.reader;
  const bare = Boolean(message.sticker && !message.text);
  const node = el("div", { className: `turn${own ? " own" : ""}${bare ? " bare" : ""}` });
  node.dataset.id = message.message_id;
  node.dataset.from = message.from.id;
  node.append(bubble(message, chat, own));
  if (message.reply_markup?.inline_keyboard) node.append(keyboard(message, chat));
  if (own && (message.text || message.caption)) node.append(editButton(message, chat));
  return node;
}

function bubble(message, chat, own) {
  const text = message.text ?? message.caption;
  const parts = [];
  if (chat.isGroup && !own) {
    parts.push(el("div", { className: "sender", "--hue": hueOf(message.from.id) }, nameOf(message.from)));
  }
  if (message.forward_origin) parts.push(el("div", { className: "faint" }, "Forwarded message"));
  if (message.reply_to_message) parts.push(quote(message.reply_to_message));
  parts.push(...media(message));
  if (text) {
    const entities = message.entities ?? message.caption_entities;
    const room = message.edit_date ? "88px" : "44px";
    parts.push(el("div", { className: "text", "--meta-room": room }, ...formatted(text, entities, chat.command)));
  }
  parts.push(meta(message));
  return el("div", { className: text ? "bubble" : "bubble lone" }, ...parts);
}

function meta(message) {
  const edited = message.edit_date ? "edited " : "";
  return el("span", { className: "meta" }, edited + timeOf(message.date));
}

function quote(message) {
  return el("div", { className: "quote" }, el("b", {}, nameOf(message.from)), preview(message));
}

function media(message) {
  if (message.photo) return [picture(message.photo.at(-1), message.caption ?? "Photo")];
  if (message.sticker) return [sticker(message.sticker)];
  if (message.venue) return [map(), card("place", message.venue.title, message.venue.address)];
  if (message.location) return [map(), card("place", "Location", place(message.location))];
  if (message.contact) return [card("person", nameOf(message.contact), message.contact.phone_number)];
  if (message.voice) return [card("voice", "Voice message", `${message.voice.duration ?? 1} s`)];
  if (message.video_note) return [card("video", "Video message", `${message.video_note.duration ?? 1} s`)];
  if (message.video) return [card("video", "Video", `${message.video.duration ?? 1} s`)];
  if (message.document) return [documentCard(message.document)];
  return [];
}

const place = ({ latitude, longitude }) => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;

// the size is set beforehand so that the log keeps its place while pictures load
function picture({ file_id: fileId, width, height }, alt) {
  const wide = Math.min(width, (320 * width) / height);
  const shape = { "--wide": `${wide}px`, "--ratio": width / height };
  return el("img", { className: "picture", src: fileUrl(fileId), alt, ...shape });
}

function sticker(info) {
  if (info.file_size > 16) return picture(info, info.emoji ?? "Sticker");
  return el("div", { className: "sticker" }, info.emoji ?? "🙂");
}

function card(symbol, title, detail) {
  return el("div", { className: "card" },
    el("span", { className: "disc", ariaHidden: "true" }, icon(ICONS[symbol])),
    el("span", {}, el("strong", {}, title), el("span", { className: "faint" }, detail)));
}

function documentCard(info) {
  const size = `${Math.max(1, Math.round(info.file_size / 1024))} KB`;
  const link = el("a", { href: fileUrl(info.file_id), download: info.file_name }, info.file_name);
  return card("file", link, size);
}

// A drawn stand-in for a map: the page loads nothing from outside.
function map() {
  const shapes = [
    ["M-5 96C60 70 90 110 150 84S250 40 300 52", "#b9d5e6", 16],
    ["M-5 30H300", "#fff", 5], ["M70-5V130", "#fff", 5], ["M190-5 160 130", "#fff", 5],
    ["M-5 66 300 14", "#f6e7b8", 7], ["M120-5V130", "#fff", 3], ["M240-5V130", "#fff", 3],
  ];
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 264 120");
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  svg.setAttribute("aria-hidden", "true");
  const pin = ["M132 88c-13-20-19-26-19-37a19 19 0 0 1 38 0c0 11-6 17-19 37Z", "#c8463d", 0];
  for (const [path, colour, width] of [...shapes, pin]) {
    const shape = document.createElementNS(space, "path");
    shape.setAttribute("d", path);
    shape.setAttribute("fill", width ? "none" : colour);
    shape.setAttribute("stroke", width ? colour : "#fff");
    shape.setAttribute("stroke-width", width || 2);
    svg.append(shape);
  }
  return el("div", { className: "map" }, svg);
}

function keyboard(message, chat) {
  const rows = message.reply_markup.inline_keyboard.map((row, r) =>
    el("div", { className: "row" }, ...row.map((button, c) => {
      const tap = (event) => chat.tap(message, button, [r, c], event.currentTarget);
      const mark = button.url ? " ↗" : "";
      return el("button", { type: "button", onclick: tap }, button.text + mark);
    })));
  return el("div", { className: "buttons" }, ...rows);
}

function editButton(message, chat) {
  return roundButton("Edit", icon(ICONS.edit), () => chat.edit(message), "edit-own");
}

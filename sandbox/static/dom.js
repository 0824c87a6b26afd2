// Small helpers: building nodes, dialogs, toasts, names and times.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(space, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  back: "M20 11H7.800l5.600-5.600L12 4l-8 8 8 8 1.400-1.400L7.800 13H20Z",
  close: "M19 6.400 17.600 5 12 10.600 6.400 5 5 6.400 10.600 12 5 17.600 6.400 19 12 13.400 17.600 19 19 17.600 13.400 12Z",
  more: "M12 8a2 2 0 1 0-2-2 2 2 0 0 0 2 2Zm0 2a2 2 0 1 0 2 2 2 2 0 0 0-2-2Zm0 6a2 2 0 1 0 2 2 2 2 0 0 0-2-2Z",
  clip: "M16.500 6v11.500a4 4 0 0 1-8 0V5a2.500 2.500 0 0 1 5 0v10.500a1 1 0 0 1-2 0V6H10v9.500a2.500 2.500 0 0 0 5 0V5a4 4 0 0 0-8 0v12.500a5.500 5.500 0 0 0 11 0V6Z",
  send: "M2 21 23 12 2 3v7l15 2-15 2Z",
  beside: "M3 4h18v16H3Zm2 2v12h6V6Zm8 0v12h6V6Z",
  edit: "M3 17.200V21h3.800L17.800 9.900l-3.700-3.700ZM20.700 7a1 1 0 0 0 0-1.400l-2.300-2.300a1 1 0 0 0-1.400 0l-1.800 1.800 3.700 3.700Z",
  photo: "M21 19V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2ZM8.500 13.500l2.500 3 3.500-4.500 4.500 6H5Z",
  place: "M12 2a7 7 0 0 0-7 7c0 5.200 7 13 7 13s7-7.800 7-13a7 7 0 0 0-7-7Zm0 9.500A2.500 2.500 0 1 1 14.500 9 2.500 2.500 0 0 1 12 11.500Z",
  person: "M12 12a4 4 0 1 0-4-4 4 4 0 0 0 4 4Zm0 2c-2.700 0-8 1.300-8 4v2h16v-2c0-2.700-5.300-4-8-4Z",
  voice: "M12 14a3 3 0 0 0 3-3V5a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3Zm5-3a5 5 0 0 1-10 0H5a7 7 0 0 0 6 6.900V21h2v-3.100A7 7 0 0 0 19 11Z",
  video: "M17 10.500V7a1 1 0 0 0-1-1H4a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-3.500l4 4v-11Z",
  file: "M14 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8Zm-1 7V3.500L18.500 9Z",
  smile: "M12 2a10 10 0 1 0 10 10A10 10 0 0 0 12 2ZM8.500 8A1.500 1.500 0 1 1 7 9.500 1.500 1.500 0 0 1 8.500 8Zm7 0A1.500 1.500 0 1 1 14 9.500 1.500 1.500 0 0 1 15.500 8ZM12 17.500A5.500 5.500 0 0 1 6.900 14h10.200A5.500 5.500 0 0 1 12 17.500Z",
  keys: "M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Zm1 3v2h2V8Zm4 0v2h2V8Zm4 0v2h2V8Zm4 0v2h2V8ZM5 11v2h2v-2Zm4 0v2h2v-2Zm4 0v2h2v-2Zm4 0v2h2v-2ZM8 14.500v2h8v-2Z",
};

export function roundButton(label, content, onclick, extra = "") {
  return el("button", { type: "button", className: `round ${extra}`, ariaLabel: label, title: label, onclick }, content);
}

export const hueOf = (id) => (Math.abs(id) * 67) % 360;

export function nameOf(chat) {
  return chat.title ?? [chat.first_name, chat.last_name].filter(Boolean).join(" ");
}

export function avatar(chat, small = false) {
  const words = nameOf(chat).split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  const initials = ends.map((word) => [...word][0] ?? "").join("").toUpperCase();
  const look = small ? "avatar small" : "avatar";
  return el("span", { className: look, "--hue": hueOf(chat.id), ariaHidden: "true" }, initials);
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

export const timeOf = (seconds) => clock.format(new Date(seconds * 1000));

export function dayOf(seconds) {
  const date = new Date(seconds * 1000);
  return date.toDateString() === new Date().toDateString() ? "Today" : day.format(date);
}

export function toast(text, bad = false) {
  const node = el("div", { className: bad ? "toast bad" : "toast" }, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 4000);
}

// Shows a modal; resolves to the form's values, or null when it was dismissed.
export function ask(title, text, fields = [], okLabel = "OK", cancel = true) {
  const inputs = fields.map(fieldNode);
  const buttons = el("div", { className: "dialog-buttons" },
    cancel ? el("button", { type: "button", className: "plain", onclick: () => dialog.close("") }, "Cancel") : null,
    el("button", { className: "primary", value: "ok" }, okLabel));
  const form = el("form", { method: "dialog" },
    el("h2", {}, title), text ? el("p", {}, text) : null, ...inputs, buttons);
  const dialog = el("dialog", { ariaLabel: title }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    resolve(dialog.returnValue === "ok" ? Object.fromEntries(new FormData(form)) : null);
    dialog.remove();
  }));
}

function fieldNode({ label, name, value = "", options, required = false, type = "text" }) {
  const input = options
    ? el("select", { name }, ...options.map(([key, text]) => el("option", { value: key, selected: key === value }, text)))
    : el("input", { name, value, required, type, autocomplete: "off", step: "any" });
  return el("label", {}, label, input);
}

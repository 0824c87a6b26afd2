// The frame: list of chats, adding people and groups, which panes are open (kept in the address).

import { call, follow } from "./api.js";
import { preview } from "./bubble.js";
import { ask, avatar, el, ICONS, icon, nameOf, roundButton, timeOf, toast } from "./dom.js";
import { Pane } from "./pane.js";

const LANGUAGES = [
  ["en", "English"], ["nl", "Nederlands"], ["de", "Deutsch"], ["fr", "Français"], ["es", "Español"],
  ["pl", "Polski"], ["tr", "Türkçe"], ["uk", "Українська"], ["ru", "Русский"], ["ar", "العربية"],
  ["zh", "中文"], ["zh-hans", "简体中文"], ["zh-hant", "繁體中文"], ["ja", "日本語"], ["ko", "한국어"],
];
const byId = (id) => document.getElementById(id);
const people = new Map();
const languages = new Map();
const seen = new Map();
const panes = { chat: null, staff: null };
const frame = { people, languageOf: (id) => languages.get(id), close };

async function loadPeople() {
  const answer = await call("people");
  for (const person of answer.people) {
    people.set(person.id, nameOf(person));
    languages.set(person.id, person.language_code);
  }
}

function wanted() {
  const values = new URLSearchParams(location.hash.slice(1));
  return { chat: Number(values.get("chat")) || null, staff: Number(values.get("staff")) || null };
}

function go({ chat, staff }) {
  const parts = [chat && `chat=${chat}`, staff && `staff=${staff}`].filter(Boolean);
  location.hash = parts.join("&");
}

function close(pane) {
  const now = wanted();
  go(pane === panes.staff ? { ...now, staff: null } : { chat: now.staff, staff: null });
}

function showPanes() {
  const now = wanted();
  for (const place of ["chat", "staff"]) {
    if (panes[place]?.id !== now[place]) {
      panes[place]?.close();
      panes[place] = now[place] ? new Pane(now[place], frame) : null;
    }
  }
  byId("panes").append(...[panes.chat?.node, panes.staff?.node].filter(Boolean));
  byId("no-pane").hidden = Boolean(panes.chat || panes.staff);
  document.body.classList.toggle("in-chat", Boolean(panes.chat || panes.staff));
  markOpen();
}

function markOpen() {
  const open = Object.values(wanted());
  for (const row of document.querySelectorAll(".chat-row")) {
    row.classList.toggle("open", open.includes(Number(row.dataset.id)));
  }
}

function chatRow(chat) {
  const last = chat.last_message;
  const open = Object.values(wanted()).includes(chat.id);
  if (open || !seen.has(chat.id)) seen.set(chat.id, chat.revision);
  const fresh = last?.from_bot && chat.revision > seen.get(chat.id);
  const language = languages.get(chat.id);
  const button = el("button", { type: "button", className: "chat-open", onclick: () => choose(chat.id) },
    avatar(chat),
    el("span", {},
      el("span", { className: "row-top" },
        el("span", { className: "row-name" }, nameOf(chat)),
        language ? el("span", { className: "chip" }, language) : null,
        el("span", { className: "row-time" }, last ? timeOf(last.date) : "")),
      el("span", { className: "row-low" },
        el("span", { className: "row-last" }, preview(last)),
        fresh ? el("span", { className: "dot", role: "img", ariaLabel: "New message" }) : null)));
  const beside = roundButton(`Open ${nameOf(chat)} on the right`, icon(ICONS.beside),
    () => go({ chat: wanted().chat ?? chat.id, staff: chat.id }), "beside");
  const row = el("li", { className: "chat-row" }, button, beside);
  row.dataset.id = chat.id;
  return row;
}

function choose(id) {
  const now = wanted();
  if (id !== now.staff) go({ ...now, chat: id });
}

async function showChats({ chats }) {
  if (chats.some((chat) => chat.members.some((id) => !people.has(id)))) await loadPeople();
  const focused = document.activeElement?.closest?.(".chat-row")?.dataset.id;
  byId("chat-list").replaceChildren(...chats.filter((chat) => !chat.migrated_to).map(chatRow));
  if (focused) document.querySelector(`.chat-row[data-id="${focused}"] .chat-open`)?.focus();
  byId("no-chats").hidden = chats.length > 0;
  markOpen();
}

async function addPerson() {
  const values = await ask("Add a person", "", [
    { label: "First name", name: "first_name", required: true },
    { label: "Last name", name: "last_name" },
    { label: "Phone number", name: "phone_number", type: "tel" },
    { label: "Language", name: "language_code", options: LANGUAGES, value: "en" },
  ], "Add");
  if (!values) return;
  const person = await call("people", values);
  await loadPeople();
  go({ ...wanted(), chat: person.id });
}

async function addGroup() {
  if (!people.size) return toast("Add a person first");
  const values = await ask("Add a group", "All people known so far become members, and the bot.", [
    { label: "Title", name: "title", required: true },
  ], "Add");
  if (!values) return undefined;
  const group = await call("groups", { ...values, members: [...people.keys()].slice(0, 50) });
  return go({ ...wanted(), staff: group.id, chat: wanted().chat ?? group.id });
}

async function start() {
  byId("add-person").addEventListener("click", addPerson);
  byId("add-group").addEventListener("click", addGroup);
  window.addEventListener("hashchange", showPanes);
  await loadPeople();
  const bot = await call("bot");
  byId("bot-name").textContent = `with ${bot.first_name}`;
  showPanes();
  follow((since) => `chats?since=${since}&wait=25`, showChats, new AbortController().signal);
}

start();

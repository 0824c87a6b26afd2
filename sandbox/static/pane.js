// One open chat: header, log of bubbles, composer; follows its chat by long polling.

import { call, follow } from "./api.js";
import { turn } from "./bubble.js";
import { Composer } from "./composer.js";
import { ask, avatar, dayOf, el, ICONS, icon, nameOf, roundButton, toast } from "./dom.js";

const SHOWN = 300; // messages drawn when a chat is opened
const ACTIONS = { typing: "typing…", upload_photo: "sending a photo…", find_location: "looking for a place…" };

export class Pane {
  // `frame` offers: people (Map id → name), languageOf(id), close(pane)
  constructor(id, frame) {
    this.id = id;
    this.frame = frame;
    this.chat = { id, type: id < 0 ? "group" : "private", members: [id], first_name: "" };
    this.messages = new Map();
    this.stop = new AbortController();
    this.composer = new Composer(this);
    this.head = el("header", { className: "pane-head" });
    this.log = el("div", { className: "log", role: "log", ariaLive: "polite", ariaLabel: "Messages", tabIndex: 0 });
    this.atEnd = true;
    this.top = 0;
    this.log.addEventListener("scroll", () => this.scrolled());
    this.log.addEventListener("load", () => this.stick(), true); // a picture grew
    new ResizeObserver(() => this.stick()).observe(this.log);
    this.node = el("section", { className: "pane" }, this.head, this.log, this.composer.node);
    follow((since) => `chats/${id}/messages?since=${since}&wait=25`, (...args) => this.use(...args), this.stop.signal);
  }

  path(rest) {
    return `chats/${this.id}/${rest}`;
  }

  sender() {
    return this.chat.type === "private" ? this.id : Number(this.composer.as.value);
  }

  close() {
    this.stop.abort();
    this.node.remove();
  }

  use({ messages, chat }, restarted) {
    this.chat = chat;
    if (restarted) this.clear();
    this.composer.update(chat, this.frame.people);
    this.showHead();
    const first = this.messages.size === 0;
    const fresh = first ? messages.slice(-SHOWN) : messages;
    fresh.sort((a, b) => a.message_id - b.message_id).forEach((message) => this.put(message));
    this.showAction();
    const own = fresh.some((message) => message.from?.id === this.sender());
    this.atEnd = this.atEnd || first || own;
    this.stick();
  }

  endDistance() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
  }

  // only a reader scrolling up leaves the end; content growing below does not
  scrolled() {
    if (this.endDistance() < 120) this.atEnd = true;
    else if (this.log.scrollTop < this.top) this.atEnd = false;
    this.top = this.log.scrollTop;
  }

  stick() {
    if (this.atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  clear() {
    this.messages.clear();
    this.log.replaceChildren();
  }

  redraw() {
    const all = [...this.messages.values()].map(({ message }) => message);
    this.clear();
    all.forEach((message) => this.put(message));
    this.stick();
  }

  put(message) {
    const known = this.messages.get(message.message_id);
    if (message.deleted) {
      known?.node.remove();
      this.messages.delete(message.message_id);
      return;
    }
    const node = turn(message, this.view());
    if (known) {
      node.classList.toggle("follow", known.node.classList.contains("follow"));
      known.node.replaceWith(node);
    } else {
      this.append(message, node);
    }
    this.messages.set(message.message_id, { message, node });
  }

  append(message, node) {
    const day = dayOf(message.date);
    if (day !== this.lastDay || !this.messages.size) {
      this.log.append(el("div", { className: "day" }, day));
      this.lastDay = day;
    }
    this.log.querySelector(".dots")?.remove();
    const before = this.log.lastElementChild;
    node.classList.toggle("follow", before?.dataset.from === String(message.from.id));
    this.log.append(node);
  }

  view() {
    return {
      reader: this.sender(),
      isGroup: this.chat.type !== "private",
      tap: (...args) => this.tap(...args),
      command: (text) => this.composer.say({ text }),
      edit: (message) => this.composer.edit(message),
    };
  }

  async tap(message, button, place, node) {
    if (button.url) return window.open(button.url, "_blank", "noopener");
    node.classList.add("waiting");
    const body = { button: place, wait: 15 };
    const result = await this.composer.post(`messages/${message.message_id}/tap`, body);
    node.classList.remove("waiting");
    if (!result?.text) return undefined;
    return result.show_alert ? ask(nameOf(message.from), result.text, [], "OK", false) : toast(result.text);
  }

  showHead() {
    const { chat } = this;
    const state = el("p", { className: "faint state" }, this.stateText());
    const name = nameOf(chat);
    if (state.textContent !== this.headState?.textContent || name !== this.headName) {
      this.headName = name;
      this.headState = state;
      this.node.ariaLabel = `Chat of ${name}`;
      this.head.replaceChildren(
        roundButton("Back to the list", icon(ICONS.back), () => this.frame.close(this), "back"),
        avatar(chat, true), el("div", { className: "who" }, el("h2", {}, name), state),
        roundButton("More", icon(ICONS.more), () => this.menu()),
        roundButton("Close chat", icon(ICONS.close), () => this.frame.close(this), "shut"));
    }
  }

  stateText() {
    const { chat } = this;
    if (chat.type !== "private") return `${chat.members.length} members and the bot`;
    const language = this.frame.languageOf(chat.id);
    const parts = [chat.username ? `@${chat.username}` : "private chat", language, chat.blocked ? "bot blocked" : ""];
    return parts.filter(Boolean).join(" · ");
  }

  showAction() {
    this.log.querySelector(".dots")?.remove();
    clearTimeout(this.actionTimer);
    const { action, action_seconds: seconds } = this.chat;
    this.headState.classList.toggle("action", Boolean(action));
    this.headState.textContent = action ? ACTIONS[action] ?? "busy…" : this.stateText();
    if (!action) return;
    const dots = el("div", { className: "turn dots", ariaLabel: "The bot is typing" },
      el("div", { className: "bubble" }, el("span"), el("span"), el("span")));
    this.log.append(dots);
    this.actionTimer = setTimeout(() => { this.chat.action = null; this.showAction(); }, seconds * 1000);
  }

  menu() {
    const group = this.chat.type !== "private";
    const out = this.chat.bot_status !== "member";
    const label = group ? (out ? "Add the bot again" : "Remove the bot") : (out ? "Unblock bot" : "Block bot");
    const items = [[() => this.composer.post(out ? "unblock" : "block", {}), [label]]];
    if (this.chat.type === "group") items.push([() => this.migrate(), ["Make a supergroup"]]);
    this.popup(items, null, "above-right");
  }

  async migrate() {
    const fresh = await call(this.path("migrate"), {});
    toast(`The group is now ${fresh.id}`);
  }

  // Opens a small menu of [action, content] items; closes on choice, Escape or a click elsewhere.
  popup(items, _near, extra = "") {
    this.node.querySelector(".popup")?.remove();
    const shut = () => { box.remove(); document.removeEventListener("pointerdown", outside); };
    const outside = (event) => { if (!box.contains(event.target)) shut(); };
    const buttons = items.map(([act, content]) => el("button",
      { type: "button", role: "menuitem", onclick: () => { shut(); act(); } }, ...content));
    const box = el("div", { className: `popup ${extra}`, role: "menu", onkeydown: (e) => { if (e.key === "Escape") shut(); } }, ...buttons);
    this.node.append(box);
    if (!extra) box.style.bottom = `${this.composer.node.offsetHeight + 6}px`;
    buttons[0]?.focus();
    document.addEventListener("pointerdown", outside);
  }
}


// The lower part of a chat: writing, attaching, commands, the reply keyboard.

import { call } from "./api.js";
import { ask, el, ICONS, icon, roundButton, toast } from "./dom.js";

const STICKERS = ["👍", "🙏", "😀", "😟", "❤️", "🎉"];

export class Composer {
  // `pane` offers: chat (state), sender(), path(rest)
  constructor(pane) {
    this.pane = pane;
    this.editing = null;
    this.keysHidden = false;
    this.input = el("textarea", {
      rows: 1, placeholder: "Message", ariaLabel: "Message", onkeydown: (e) => this.key(e), oninput: () => this.fit(),
    });
    this.file = el("input", { type: "file", accept: "image/*", hidden: true, ariaLabel: "Photo", onchange: () => this.photo() });
    this.editBar = el("div", { className: "editing", hidden: true }, "Editing message",
      roundButton("Stop editing", icon(ICONS.close), () => this.stopEditing()));
    this.as = el("select", { ariaLabel: "Write as", onchange: () => pane.redraw() });
    this.asBar = el("label", { className: "as", hidden: true }, "Write as", this.as);
    this.commandsButton = roundButton("Commands", "/", () => this.commands(), "slash");
    this.keysButton = roundButton("Show or hide keyboard", icon(ICONS.keys), () => this.toggleKeys());
    this.keys = el("div", { className: "keyboard", role: "group", ariaLabel: "Keyboard", hidden: true });
    this.row = el("form", { className: "composer", onsubmit: (e) => { e.preventDefault(); this.submit(); } },
      roundButton("Attach", icon(ICONS.clip), () => this.attach()), this.commandsButton, this.input,
      this.keysButton, el("button", { className: "round send", ariaLabel: "Send", title: "Send" }, icon(ICONS.send)), this.file);
    this.big = el("button", { type: "button", className: "primary big", hidden: true });
    this.node = el("div", { className: "foot" }, this.editBar, this.asBar, this.row, this.keys, this.big);
  }

  update(chat, people) {
    const mute = chat.blocked || chat.bot_status !== "member" || !chat.started;
    this.big.hidden = !mute;
    this.row.hidden = mute;
    this.big.textContent = chat.started ? "Unblock bot" : "START";
    this.big.onclick = () => this.post(chat.started ? "unblock" : "messages", chat.started ? {} : { text: "/start" });
    this.showMembers(chat, people);
    this.showKeys(mute ? null : chat.reply_keyboard);
    this.input.placeholder = chat.reply_keyboard?.input_field_placeholder ?? "Message";
  }

  showMembers(chat, people) {
    this.asBar.hidden = chat.type === "private";
    if (this.asBar.hidden || this.as.options.length === chat.members.length) return;
    const chosen = this.as.value;
    this.as.replaceChildren(...chat.members.map((id) => el("option", { value: id }, people.get(id) ?? String(id))));
    if (chosen) this.as.value = chosen;
  }

  showKeys(keyboard) {
    this.keysButton.hidden = !keyboard;
    this.keys.hidden = !keyboard || this.keysHidden;
    const state = JSON.stringify(keyboard);
    if (state === this.keysState) return;
    this.keysState = state;
    this.keys.replaceChildren(...(keyboard?.keyboard ?? []).map((row) => el("div", { className: "row" },
      ...row.map((button) => el("button", { type: "button", onclick: () => this.press(button) }, button.text)))));
    this.keysHidden = false;
    this.keys.hidden = !keyboard;
  }

  toggleKeys() {
    this.keysHidden = !this.keysHidden;
    this.keys.hidden = this.keysHidden;
  }

  async post(rest, body) {
    try {
      return await call(this.pane.path(rest), { from: this.pane.sender(), ...body });
    } catch (error) {
      toast(error.message, true);
      return null;
    }
  }

  say(body) {
    return this.post("messages", body);
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    }
    if (event.key === "Escape") this.stopEditing();
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 132)}px`;
  }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const editing = this.editing;
    this.stopEditing();
    this.input.value = "";
    this.fit();
    if (editing) await this.post(`messages/${editing.message_id}/edit`, { text });
    else await this.say({ text });
  }

  edit(message) {
    this.editing = message;
    this.editBar.hidden = false;
    this.input.value = message.text ?? message.caption;
    this.fit();
    this.input.focus();
  }

  stopEditing() {
    if (!this.editing) return;
    this.editing = null;
    this.editBar.hidden = true;
    this.input.value = "";
    this.fit();
  }

  async press(button) {
    if (button.request_contact) {
      const yes = await ask("Share your phone number?", "The bot will see your number.", [], "Share");
      if (!yes) return;
    }
    if (button.request_location) {
      const location = await this.askPlace();
      if (location) await this.post("press", { button: button.text, location });
      return;
    }
    await this.post("press", { button: button.text });
  }

  async commands() {
    const { commands } = await call(this.pane.path("commands"));
    if (!commands.length) return toast("The bot has set no commands");
    this.pane.popup(commands.map(({ command, description }) => [
      () => this.say({ text: `/${command}` }),
      [el("span", { className: "command" }, `/${command}`), description],
    ]), this.commandsButton);
  }

  attach() {
    const items = [
      ["photo", "Photo", () => this.file.click()],
      ["place", "Location", () => this.location()],
      ["person", "Contact", () => this.contact()],
      ["voice", "Voice message", () => this.say({ voice: { duration: 4 } })],
      ["smile", "Sticker", () => this.sticker()],
    ];
    this.pane.popup(items.map(([symbol, label, act]) => [act, [el("span", { className: "icon" }, icon(ICONS[symbol])), label]]));
  }

  sticker() {
    this.pane.popup(STICKERS.map((emoji) => [() => this.say({ sticker: { emoji } }), [emoji]]));
  }

  photo() {
    const file = this.file.files[0];
    if (!file) return;
    const reader = new FileReader();
    reader.onload = () => this.say({ photo: reader.result, caption: this.takeCaption() });
    reader.readAsDataURL(file);
    this.file.value = "";
  }

  takeCaption() {
    const caption = this.input.value.trim();
    this.input.value = "";
    return caption;
  }

  async askPlace() {
    const values = await ask("Share a location", "", [
      { label: "Latitude", name: "latitude", value: "52.3702", type: "number", required: true },
      { label: "Longitude", name: "longitude", value: "4.8952", type: "number", required: true },
    ], "Share");
    return values && { latitude: Number(values.latitude), longitude: Number(values.longitude) };
  }

  async location() {
    const location = await this.askPlace();
    if (location) await this.say({ location });
  }

  async contact() {
    const values = await ask("Share a contact", "", [
      { label: "Name", name: "first_name", value: this.pane.chat.first_name ?? "", required: true },
      { label: "Phone number", name: "phone_number", value: "+31600000000", required: true },
    ], "Share");
    if (values) await this.say({ contact: { ...values, user_id: this.pane.sender() } });
  }
}

"use strict";

const EVERY_MS = 3000;
const DESCRIPTIONS = {
  "gateway": ["Cổng vào", "The only door"],
  "config-server": ["Cấu hình", "Configuration of all parts"],
  "discovery-server": ["Danh bạ dịch vụ", "Who runs where"],
  "authorization-server": ["Cấp quyền", "Tokens of the demonstration"],
  "population-service": ["Dân cư", "The population record"],
  "id-number-service": ["Số định danh", "Personal identification numbers"],
  "card-issuance-service": ["Căn cước", "Identity cards"],
  "sharing-service": ["Chia sẻ", "Agencies, look-ups, access records"],
};

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function row(name, status) {
  const up = status === "UP";
  const state = up ? "up" : "down";
  const item = element("li");
  const lamp = element("span", "", `lamp ${state}`);
  lamp.setAttribute("aria-hidden", "true");
  const [vietnamese, english] = DESCRIPTIONS[name] ?? ["", ""];
  const about = element("small");
  const local = element("span", vietnamese);
  local.lang = "vi";
  about.append(local, english ? ` · ${english}` : "");
  item.append(lamp, element("strong", name), element("span", up ? "up" : "down", state), about);
  return item;
}

/** Replaces the list only when it changed, so that screen readers are left in peace. */
let shown = "";
function show(states) {
  const current = JSON.stringify(states);
  if (current === shown) return;
  shown = current;
  document.getElementById("parts").replaceChildren(...states.map(([name, status]) => row(name, status)));
  const missing = states.filter(([, status]) => status !== "UP").length;
  const whole = document.getElementById("whole");
  whole.textContent = missing === 0 ? "All parts are up" : `${missing} of ${states.length} parts do not answer`;
  whole.className = `badge ${missing === 0 ? "up" : "down"}`;
}

async function ask() {
  try {
    const answer = await fetch("/actuator/health", { headers: { Accept: "application/json" } });
    const components = (await answer.json()).components ?? {};
    const parts = Object.keys(DESCRIPTIONS)
      .filter((name) => name in components)
      .map((name) => [name, components[name].status]);
    show([["gateway", "UP"], ...parts]);
    document.getElementById("asked").textContent = `Last: ${new Date().toLocaleTimeString()}.`;
  } catch {
    show([["gateway", "DOWN"]]);
  }
  setTimeout(ask, EVERY_MS);
}

for (const base of document.querySelectorAll(".base")) base.textContent = location.origin;
ask();

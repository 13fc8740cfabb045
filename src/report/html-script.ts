/**
 * The filters of the page. Without the signs `<` and `&`, so that the page stays well-formed XML. Its hash in the
 * page's security policy is held by a test.
 */
export const script = `
"use strict";
(() => {
  const form = document.getElementById("filters");
  const choices = ["rule", "file", "service", "topic", "text"];
  const field = (name) => form.elements.namedItem(name);
  const boxes = Array.from(form.querySelectorAll("[name=severity]"));
  const sections = Array.from(document.querySelectorAll("section"));
  const findings = Array.from(document.querySelectorAll("article"), (element) => ({
    element,
    text: element.textContent.toLowerCase(),
  }));

  const update = () => {
    const severities = boxes.filter((box) => box.checked).map((box) => box.value);
    const words = field("text").value.toLowerCase().split(/\\s+/);
    const chosen = (name, value) => ["", value].includes(field(name).value);
    let count = 0;
    for (const { element, text } of findings) {
      const { severity, rule, file, topic, service } = element.dataset;
      const passes = [
        severities.includes(severity),
        chosen("rule", rule),
        chosen("file", file),
        chosen("topic", topic),
        chosen("service", service),
        words.every((word) => text.includes(word)),
      ];
      element.hidden = passes.includes(false);
      count += Number(!element.hidden);
    }
    for (const section of sections) {
      section.hidden = section.querySelector("article:not([hidden])") === null;
    }
    document.getElementById("shown").value = count + " of " + findings.length + " shown";
    document.getElementById("nothing").hidden = count !== 0;
    return count;
  };

  const unfold = (open) => {
    for (const { element } of findings) {
      if (!element.hidden) element.firstElementChild.open = open;
    }
    for (const section of sections) {
      if (!section.hidden) section.firstElementChild.open = open;
    }
  };

  const store = () => {
    const values = new URLSearchParams();
    const checked = boxes.filter((box) => box.checked).map((box) => box.value);
    if (boxes.length !== checked.length) values.set("severity", checked.join(","));
    for (const name of choices) {
      if (field(name).value !== "") values.set(name, field(name).value);
    }
    const page = location.href.split("#")[0];
    history.replaceState(null, "", page + "#" + values.toString().replaceAll("+", "%20"));
  };

  const restore = () => {
    const fragment = location.hash.slice(1);
    const target = document.getElementById(fragment);
    if (target?.matches("article")) {
      form.reset();
      update();
      target.closest("section").firstElementChild.open = true;
      target.firstElementChild.open = true;
      target.scrollIntoView();
      return;
    }
    if (!fragment.includes("=")) return void update();
    const values = new URLSearchParams(fragment.replaceAll("+", "%2B"));
    const severities = values.get("severity")?.split(",");
    for (const box of boxes) box.checked = severities?.includes(box.value) ?? true;
    for (const name of choices) field(name).value = values.get(name) ?? "";
    const count = update();
    for (const section of sections) {
      if (!section.hidden) section.firstElementChild.open = true;
    }
    if (13 > count) unfold(true);
    form.scrollIntoView();
  };

  const isDark = () => {
    const chosen = document.documentElement.style.colorScheme;
    if (chosen !== "") return chosen === "dark";
    return matchMedia("(prefers-color-scheme: dark)").matches;
  };

  form.addEventListener("input", () => {
    const count = update();
    if (13 > count) unfold(true);
    store();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => (update(), store())));
  const switcher = document.getElementById("unfold");
  switcher.addEventListener("click", () => {
    const open = switcher.textContent === "Open all";
    unfold(open);
    switcher.textContent = open ? "Fold all" : "Open all";
  });
  document.getElementById("theme").addEventListener("click", () => {
    document.documentElement.style.colorScheme = isDark() ? "light" : "dark";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, select")) return;
    event.preventDefault();
    field("text").focus();
  });
  addEventListener("hashchange", restore);
  addEventListener("beforeprint", () => unfold(true));
  form.hidden = false;
  restore();
})();
`;

export const scriptHash = "sha256-B15mZKp9yaRdyPUDZ5sjph5U/DQn+h5l8xrvUSO01HI=";

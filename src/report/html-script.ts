/**
 * The filters of the page. Without the signs `<` and `&`, so that the page stays well-formed XML. Its hash in the
 * page's security policy is held by a test.
 */
export const script = `
"use strict";
(() => {
  const form = document.getElementById("filters");
  const search = form.elements.namedItem("text");
  const sections = Array.from(document.querySelectorAll("section"));
  const findings = Array.from(document.querySelectorAll("article"), (element) => ({
    element,
    text: element.textContent.toLowerCase(),
  }));

  const update = () => {
    const values = new FormData(form);
    const severities = values.getAll("severity");
    const words = values.get("text").toLowerCase().split(/\\s+/);
    const chosen = (name, value) => ["", value].includes(values.get(name));
    let count = 0;
    for (const { element, text } of findings) {
      const { severity, topic, service } = element.dataset;
      const passes = [
        severities.includes(severity),
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
  };

  const isDark = () => {
    const chosen = document.documentElement.style.colorScheme;
    if (chosen !== "") return chosen === "dark";
    return matchMedia("(prefers-color-scheme: dark)").matches;
  };

  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  document.getElementById("theme").addEventListener("click", () => {
    document.documentElement.style.colorScheme = isDark() ? "light" : "dark";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, select")) return;
    event.preventDefault();
    search.focus();
  });
  form.hidden = false;
  update();
})();
`;

export const scriptHash = "sha256-5CICVy42qQdgzUuB5jVmjTUtCpaNnboELLD/J3gShHU=";

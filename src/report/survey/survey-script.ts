/**
 * The filters of the page of services. Without the signs `<` and `&`, so that the page stays well-formed XML. Its hash in
 * the page's security policy is held by a test.
 */
export const surveyScript = `
"use strict";
(() => {
  const form = document.getElementById("filters");
  const cards = Array.from(document.querySelectorAll("article"), (element) => ({
    element,
    text: element.textContent.toLowerCase(),
  }));
  const update = () => {
    const values = new FormData(form);
    const weights = values.getAll("weight");
    const words = values.get("text").toLowerCase().split(/\\s+/);
    const chosen = values.get("namespace");
    let count = 0;
    for (const { element, text } of cards) {
      const { weight, namespace } = element.dataset;
      const passes = [
        weights.includes(weight),
        ["", namespace].includes(chosen),
        words.every((word) => text.includes(word)),
      ];
      element.hidden = passes.includes(false);
      count += Number(!element.hidden);
    }
    document.getElementById("shown").value = count + " of " + cards.length + " shown";
    document.getElementById("nothing").hidden = count !== 0;
  };
  const open = (isOpen) => {
    for (const { element } of cards) element.querySelector("details").open = isOpen;
  };
  const isDark = () => {
    const own = document.documentElement.style.colorScheme;
    return own === "" ? matchMedia("(prefers-color-scheme: dark)").matches : own === "dark";
  };
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  document.getElementById("theme").addEventListener("click", () => {
    document.documentElement.style.colorScheme = isDark() ? "light" : "dark";
  });
  document.getElementById("unfold").addEventListener("click", () => open(true));
  document.getElementById("fold").addEventListener("click", () => open(false));
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null || target.tagName !== "ARTICLE") return;
    target.querySelector("details").open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  form.hidden = false;
  update();
  unfold();
})();
`;

export const surveyScriptHash = "sha256-jbBWuKO3c9cb3sPavKZIYcBldxi+byYMYkkAQ8/f0UY=";

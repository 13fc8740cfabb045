/**
 * Zoom, and the neighbours of what is chosen, for every picture of the page. Without the signs `<` and `&`, so that the page
 * stays well-formed XML. Its hash in the page's security policy is held by a test.
 */
export const pictureScript = `
"use strict";
(() => {
  for (const figure of document.querySelectorAll(".picture")) {
    const svg = figure.querySelector("svg");
    const room = figure.querySelector(".canvas");
    const about = figure.querySelector(".about");
    const natural = Number(svg.dataset.width);
    let scale = 1;
    const zoom = (next) => {
      scale = Math.min(3, Math.max(0.1, next));
      svg.setAttribute("width", natural * scale);
      svg.setAttribute("height", Number(svg.dataset.height) * scale);
    };
    const fit = () => zoom(Math.min(1, room.clientWidth / natural));
    const nodes = Array.from(svg.querySelectorAll(".node"));
    const lines = Array.from(svg.querySelectorAll("[data-from]"));
    let chosen = "";
    const choose = (id) => {
      chosen = id;
      const near = new Set([id]);
      for (const { dataset } of lines) {
        if (dataset.from === id) near.add(dataset.to);
        if (dataset.to === id) near.add(dataset.from);
      }
      for (const node of nodes) {
        node.classList.toggle("dim", id !== "" ? !near.has(node.dataset.id) : false);
        node.classList.toggle("chosen", node.dataset.id === id);
      }
      for (const line of lines) {
        const isNear = id === "" || line.dataset.from === id || line.dataset.to === id;
        line.classList.toggle("dim", !isNear);
      }
      const node = nodes.find((it) => it.dataset.id === id);
      about.replaceChildren();
      if (node === undefined) return;
      const rows = node.querySelector("title").textContent.split(" | ");
      for (const row of rows) {
        const item = document.createElement("li");
        item.textContent = row;
        about.append(item);
      }
      const card = document.querySelector("article[data-host='" + CSS.escape(id) + "']");
      if (card === null) return;
      const link = document.createElement("a");
      link.href = "#" + card.id;
      link.textContent = "show what it gets";
      const item = document.createElement("li");
      item.append(link);
      about.append(item);
    };
    for (const node of nodes) {
      node.addEventListener("click", (event) => {
        event.stopPropagation();
        choose(node.dataset.id === chosen ? "" : node.dataset.id);
      });
      node.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        choose(node.dataset.id === chosen ? "" : node.dataset.id);
      });
    }
    svg.addEventListener("click", () => choose(""));
    const search = figure.querySelector("[type=search]");
    search.addEventListener("input", () => {
      const text = search.value.trim().toLowerCase();
      const found = text === "" ? undefined : nodes.find((it) => it.dataset.title.toLowerCase().includes(text));
      choose(found === undefined ? "" : found.dataset.id);
      if (found === undefined) return;
      found.scrollIntoView({ block: "nearest", inline: "center" });
    });
    const button = (name, action) => figure.querySelector("[data-action=" + name + "]").addEventListener("click", action);
    button("in", () => zoom(scale * 1.25));
    button("out", () => zoom(scale / 1.25));
    button("fit", fit);
    let from;
    room.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.target.closest(".node") !== null) return;
      from = { x: event.clientX + room.scrollLeft, y: event.clientY + room.scrollTop };
    });
    addEventListener("pointermove", (event) => {
      if (from === undefined) return;
      room.scrollLeft = from.x - event.clientX;
      room.scrollTop = from.y - event.clientY;
    });
    addEventListener("pointerup", () => {
      from = undefined;
    });
    figure.querySelector(".tools").hidden = false;
    if (natural > room.clientWidth) zoom(Math.max(0.55, room.clientWidth / natural));
  }
})();
`;

export const pictureScriptHash = "sha256-yW4kSgMy5B5OYYrELzCadFe+f9nJbgbY24C1jpULq6s=";

import type { Grade } from "../../survey/aspect.ts";
import { markup, markupLines, type Markup } from "../markup.ts";
import { printable } from "../printable.ts";
import {
  lineHeight,
  placed,
  type Picture,
  type PlacedEdge,
  type PlacedNode,
  type Point,
} from "./graph-layout.ts";
import type { GraphForm, GraphReport } from "./graph-report.ts";
import { graphStyle } from "./graph-style.ts";

/** The mesh as a picture of its own; of several forms one below the other. */
export function renderGraphSvg({ forms }: GraphReport): string {
  const pictures = forms.map((form) => ({ form, picture: placed(form.graph) }));
  const titleHeight = forms.length > 1 ? 28 : 0;
  let top = 0;
  const parts = pictures.map(({ form, picture }, index) => {
    const at = top;
    top += picture.height + titleHeight;
    const title =
      titleHeight === 0 ? [] : [markup`<text class="form" x="12" y="20">${form.name ?? ""}</text>`];
    return markup`<g transform="translate(0 ${at})">${title}<g transform="translate(0 ${titleHeight})">${pictureMarkup(picture, index)}</g></g>`;
  });
  const width = Math.max(1, ...pictures.map(({ picture }) => picture.width));
  const height = Math.max(1, top);
  const page = markupLines([
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    { markup: `<style>${standalone}${graphStyle}</style>` },
    markup`<rect class="ground" width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    markup`</svg>`,
  ]);
  return `${page.markup}\n`;
}

const standalone = `
:root { color-scheme: light dark; --ground: light-dark(#fff, #16181d); --raised: light-dark(#f5f6f8, #1f2229); --line: light-dark(#aab1bd, #566072);
  --ink: light-dark(#1c1f26, #e4e7ec); --faint: light-dark(#596273, #9aa3b2); --error: light-dark(#b3261e, #ff8a80);
  --warning: light-dark(#8a5a00, #ffc35c); --info: light-dark(#1a5fb4, #84b9ff); --related: light-dark(#0b6b75, #6fd3df); }
.ground { fill: var(--ground); }
.form { font-weight: 600; font-size: 15px; }
`;

/** The picture as a part of a page, which brings the style. */
export function graphMarkup({ graph, name }: GraphForm, index: number): Markup {
  const picture = placed(graph);
  const { width, height } = picture;
  return markup`<svg class="mesh" role="img" aria-label="${name === undefined ? "The mesh" : `The mesh of ${name}`}" data-width="${width}" data-height="${height}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="12">${pictureMarkup(picture, index)}</svg>`;
}

/** `index` keeps the ids of several pictures on a page apart. */
function pictureMarkup({ nodes, edges }: Picture, index: number): Markup {
  return markupLines([
    markup`<defs>${["", "fault"].map((it) => arrowMarkup(it, index))}</defs>`,
    ...edges.map((it) => edgeMarkup(it, index)),
    ...edges.map(labelMarkup),
    ...nodes.map(nodeMarkup),
  ]);
}

function arrowMarkup(className: string, index: number): Markup {
  return markup`<marker id="arrow${className}-${index}" class="arrow ${className}" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="${className === "" ? "#596273" : "#b3261e"}"/></marker>`;
}

function edgeMarkup({ edge, points }: PlacedEdge, index: number): Markup {
  const isFaulty = edge.faults.length > 0;
  const width = edge.percent === undefined ? 1.3 : 1 + (edge.percent / 100) * 2.5;
  const dashes = edge.kind === "call" ? "6 4" : edge.kind === "mirror" ? "2 3" : "none";
  const marker = `${isFaulty ? "arrowfault" : "arrow"}-${index}`;
  return markup`<path class="edge ${edge.kind}${isFaulty ? " fault" : ""}" data-from="${edge.from}" data-to="${edge.to}" d="${curve(points)}" fill="none" stroke="${isFaulty ? "#b3261e" : "#596273"}" stroke-width="${round(width)}" stroke-dasharray="${dashes}" marker-end="url(#${marker})"><title>${printable(tipOf([...edge.labels, ...edge.faults.map((it) => `fails: ${it}`)]))}</title></path>`;
}

function labelMarkup({ edge, text, label }: PlacedEdge): Markup {
  if (label === undefined) return markup``;
  const width = text.length * 5.8 + 8;
  const isFaulty = edge.faults.length > 0;
  return markup`<g class="label${isFaulty ? " fault" : ""}" data-from="${edge.from}" data-to="${edge.to}"><rect x="${round(label.x - width / 2)}" y="${round(label.y - 8)}" width="${round(width)}" height="16" rx="3" fill="#ffffff" fill-opacity="0.88"/><text x="${round(label.x)}" y="${round(label.y + 4)}" text-anchor="middle" font-size="10.5" fill="#596273">${printable(text)}</text></g>`;
}

function nodeMarkup(placement: PlacedNode): Markup {
  const { node, title, lines, x, y, width, height } = placement;
  const { kind, faults, gaps } = node;
  const grade: Grade = faults.length > 0 ? "fault" : gaps.length > 0 ? "gap" : "set";
  const left = x - width / 2;
  const top = y - height / 2;
  const isSubset = kind === "subset";
  const rows = [title, ...lines];
  const first = top + (isSubset ? 19 : 32);
  const texts = rows.map(
    (row, index) =>
      markup`<text class="${index === 0 ? "title" : "line"}" x="${round(left + 10)}" y="${round(first + index * lineHeight)}" fill="#1c1f26" font-weight="${index === 0 ? "600" : "400"}">${printable(row)}</text>`,
  );
  const head = isSubset
    ? []
    : [
        markup`<text class="kind" x="${round(left + 10)}" y="${round(top + 16)}" font-size="10" fill="#596273">${kindTexts[kind]}</text>`,
      ];
  const sign =
    grade === "fault"
      ? [
          markup`<text class="sign" x="${round(left + width - 16)}" y="${round(top + 16)}" fill="#b3261e" font-weight="700">\u00d7</text>`,
        ]
      : [];
  return markup`<g class="node ${kind} ${grade}" data-id="${node.id}" data-title="${node.title}" tabindex="0" role="button" aria-label="${`${kindTexts[kind]} ${node.title}`}"><title>${printable(tipOf([node.title, ...node.lines, ...faults.map((it) => `fails: ${it}`), ...gaps]))}</title>${shapeOf(placement, grade)}${head}${texts}${sign}</g>`;
}

const kindTexts: Readonly<Record<PlacedNode["node"]["kind"], string>> = {
  gateway: "gateway",
  service: "service",
  subset: "subset",
  external: "external host",
  workload: "workload",
};

const fills: Readonly<Record<PlacedNode["node"]["kind"], string>> = {
  gateway: "#e8f0fe",
  service: "#f5f6f8",
  subset: "#ffffff",
  external: "#fdf3e1",
  workload: "#ffffff",
};

function shapeOf({ node, x, y, width, height }: PlacedNode, grade: Grade): Markup {
  const { kind } = node;
  const radius =
    kind === "subset" ? height / 2 : kind === "workload" ? 14 : kind === "gateway" ? 2 : 6;
  const stroke = grade === "fault" ? "#b3261e" : "#aab1bd";
  const dashes = kind === "external" ? "5 3" : "none";
  return markup`<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${round(radius)}" fill="${fills[kind]}" stroke="${stroke}" stroke-width="${grade === "fault" ? 2 : 1}" stroke-dasharray="${dashes}"/>`;
}

function tipOf(rows: readonly string[]): string {
  return rows.join(" | ");
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A smooth line through the points, which ends straight. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${round(first.x)} ${round(first.y)}`];
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) {
      parts.push(`L${round(point.x)} ${round(point.y)}`);
    } else {
      const middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
      parts.push(`Q${round(point.x)} ${round(point.y)} ${round(middle.x)} ${round(middle.y)}`);
    }
  }
  return parts.join("");
}

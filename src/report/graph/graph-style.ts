/** The look of a picture of the mesh, in the colours of the page. Without the signs `<` and `&`. */
export const graphStyle = `
.node rect { fill: var(--raised); stroke: var(--line); }
.node.gateway rect { fill: light-dark(#e8f0fe, #1d2b45); }
.node.external rect { fill: light-dark(#fdf3e1, #33291a); }
.node.subset rect, .node.workload rect { fill: var(--ground); }
.node.fault rect { stroke: var(--error); stroke-width: 2; }
.node text { fill: var(--ink); }
.node .kind { fill: var(--faint); }
.node .line { font-size: 11px; }
.node .sign { fill: var(--error); font-size: 16px; }
.edge { stroke: var(--faint); }
.edge.fault { stroke: var(--error); }
.arrow path { fill: var(--faint); }
.arrow.fault path { fill: var(--error); }
.label rect { fill: var(--ground); }
.label text { fill: var(--faint); }
.label.fault text { fill: var(--error); }
.node { cursor: pointer; }
.node:focus-visible { outline: none; }
.node:focus-visible rect, .node.chosen rect { stroke: var(--info); stroke-width: 2.5; }
.dim { opacity: 0.15; }
`;

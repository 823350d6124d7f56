import { printable, xmlText } from "../base/escape";
import type { Finding } from "../explain/verdict/verdict";

const LANE = 300;
const LEFT = 44;
const TOP = 84;
const LINE = 17;
const GAP = 12;
/** Characters of a line of a box: the font is of one width. */
const CHARACTERS = 40;

/**
 * A run as a picture: a column for each lane, a box for each step. It brings its colours for light and dark with it.
 */
export function svg(
	{ kind, subject, timeline, dataRace }: Pick<Finding, "kind" | "subject" | "timeline" | "dataRace">,
	title: string,
): string {
	const { lanes, steps } = timeline;
	const parts: string[] = [];
	let y = TOP;
	const box = (lane: number, number: string, lines: readonly string[], wrong: boolean): void => {
		const x = LEFT + lane * LANE;
		const height = lines.length * LINE + 10;
		parts.push(`<rect class="${wrong ? "step wrong" : "step"}" x="${x}" y="${y}" width="${LANE - 16}" height="${height}" rx="4"/>`);
		parts.push(`<text class="number" x="${LEFT - 12}" y="${y + LINE}" text-anchor="end">${number}</text>`);
		lines.forEach((line, index) => {
			parts.push(`<text x="${x + 8}" y="${y + LINE + index * LINE}"${index > 0 ? ' class="change"' : ""}>${xmlText(line)}</text>`);
		});
		y += height + GAP;
	};
	for (const step of [...steps, ...timeline.cycle]) {
		const again = timeline.cycle.includes(step) ? ["↻ again and again"] : [];
		const changes = step.changes.filter(({ local }) => !local).map(({ name, before, after }) => `${name}: ${before} → ${after}`);
		const called = step.stack.length > 0 ? [`in ${step.stack[step.stack.length - 1].function}()`] : [];
		const wrong = step.failing && kind === "race";
		const lines = [step.label, ...called, ...changes, ...again, ...(wrong ? [`✗ ${dataRace?.fails ?? subject}`] : [])].flatMap((line) =>
			cut(line),
		);
		box(step.lane, String(step.number), lines, wrong);
	}
	for (const { lane, label } of timeline.waiting) box(lane, "", [...cut(label), "✗ stays here"], true);
	const width = LEFT + lanes.length * LANE;
	const heads = lanes.map(({ name }, lane) => `<text class="lane" x="${LEFT + lane * LANE}" y="${TOP - 16}">${xmlText(name)}</text>`);
	const rails = lanes.map((_, lane) => {
		const x = LEFT + lane * LANE - 6;
		return `<line class="rail" x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${y}"/>`;
	});
	const heading = cut(title, Math.floor((width - 16) / 7.3)).map(
		(line, index) => `<text class="title" x="8" y="${22 + index * LINE}">${xmlText(line)}</text>`,
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 8}" width="${width}" height="${y + 8}" role="img" aria-label="${xmlText(printable(title))}">
<style>
svg { background: #fff; } text { font: 12px ui-monospace, monospace; fill: #1f2328; } .title, .lane { font-weight: bold; } .change, .number { fill: #57606a; }
.step { fill: #f6f8fa; stroke: #8c959f; } .wrong { fill: #ffebe9; stroke: #cf222e; } .rail { stroke: #d0d7de; }
@media (prefers-color-scheme: dark) { svg { background: #0d1117; } text { fill: #e6edf3; } .change, .number { fill: #9198a1; }
.step { fill: #151b23; stroke: #656c76; } .wrong { fill: #3c1618; stroke: #f85149; } .rail { stroke: #3d444d; } }
</style>
${[...heading, ...heads, ...rails, ...parts].join("\n")}
</svg>
`;
}

/** A text in lines that fit a box. */
function cut(text: string, width = CHARACTERS): readonly string[] {
	const lines: string[] = [];
	for (let rest = printable(text); rest !== ""; ) {
		if (rest.length <= width) {
			lines.push(rest);
			break;
		}
		const space = rest.lastIndexOf(" ", width);
		const end = space > width / 2 ? space : width;
		lines.push(rest.slice(0, end));
		rest = rest.slice(end).trimStart();
	}
	return lines;
}

/**
 * The timeline's layout in a browser: runs of the samples, alone and compared, in panels of all sizes. Nothing scrolls
 * sideways, overlaps, or is cut but for what may be.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TimelineRun, TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { share } from "../../../language-server/test/random";
import { answers, openTimeline, settled, show } from "./page";

const samples = [
	{ path: "series/gup-fast-pmd-vs-truncate.race", kernel: "v4.17" },
	{ path: "follow-ups/two-pages-early-idle.race" },
	{ path: "series/fault-while-holding-pin.race" },
	{ path: "series/pin-without-end.race" },
	{ path: "starvation/pin-starvation.race" },
	{ path: "memory-management/fork-vs-pin.race" },
];
const sizes = [
	// Panels of 526 × 808, 800 × 900 and 1400 × 900 at a zoom of 200 %.
	[263, 404],
	[400, 450],
	[700, 450],
	[360, 640],
	[526, 808],
	[700, 420],
	[800, 560],
	[900, 700],
	[1200, 560],
	[1600, 500],
] as const;
const modes = { relevant: "", "all steps": "f", paths: "p", compared: "c" };
/**
 * Every run is shown in every size, in one of the modes in turn: every two of run, size and mode come together. All
 * three do in a round of `npm run fuzz`.
 */
const isTried = (run: number, size: number, mode: number): boolean => (run + size + mode) % 4 < share(4);

let page: Page;
let found: readonly TimelinesResult[];

beforeAll(async () => {
	found = await answers(samples);
	page = await openTimeline();
	await prepare(page);
});
afterAll(() => page?.close());

/** The run with the most steps that fails as the scenario is annotated, and every kind of run that there is. */
function runsOf(timelines: TimelinesResult): readonly number[] {
	const longest = new Map<string, number>();
	for (const [index, run] of timelines.runs.entries()) {
		const known = longest.get(run.kind);
		if (known === undefined || timelines.runs[known].steps.length < run.steps.length) longest.set(run.kind, index);
	}
	return [...longest.values()];
}

/** What the tests need within the page, where it takes no time to ask. */
interface InPage {
	/** Everything that is wrong with what is shown, in words. */
	faults(): string[];
	/** Shows a run in a panel that is used for the first time, presses keys, and says what is wrong. */
	tried(timelines: TimelinesResult, keys: string): Promise<string[]>;
}
declare const tests: InPage;

async function prepare(page: Page): Promise<void> {
	await page.evaluate(() => {
		let panels = 0;
		const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
		const tried = async (timelines: TimelinesResult, keys: string) => {
			postMessage({ kind: "show", timelines: { ...timelines, scenario: `scenario ${panels++}` } }, "*");
			await drawn();
			for (const key of keys) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
			await drawn();
			return faults();
		};
		Object.assign(globalThis, { tests: { faults, tried } });
		function faults() {
			const wrong: string[] = [];
			const say = (what: string, element: Element) => wrong.push(`${what}: ${element.className} ${element.textContent?.slice(0, 60)}`);
			const grid = document.querySelector(".grid") as HTMLElement;
			if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page scrolls sideways");
			if (grid.scrollWidth > grid.clientWidth) wrong.push("the rows scroll sideways");
			if (document.querySelector(".signs") === null) wrong.push("there is no legend");
			if (grid.clientHeight < 120) wrong.push(`only ${grid.clientHeight} px of rows`);
			const header = document.querySelector("header") as HTMLElement;
			const scale = Number.parseFloat(getComputedStyle(header).fontSize) / 13;
			// Where lines are short, sentences take more of them.
			const share = innerWidth < 500 * scale ? 0.4 : 0.25;
			if (innerHeight >= 600 * scale && header.offsetHeight > innerHeight * share) wrong.push("the header takes too much");
			const tolerance = 0.6;
			for (const row of document.querySelectorAll(".rows > .row, .heads")) {
				const bounds = row.getBoundingClientRect();
				let right = bounds.left;
				for (const cell of row.children) {
					const box = cell.getBoundingClientRect();
					if (box.left < right - tolerance) say("a cell overlaps the one before it", cell);
					if (box.right > bounds.right + tolerance) say("a cell is beyond the row", cell);
					if (box.height > bounds.height + tolerance) say("a cell is higher than its row", cell);
					right = box.right;
				}
				for (const text of row.querySelectorAll(".note:not(.effect), .number, .lane-name, .banner span")) {
					if (text.scrollWidth > text.clientWidth + 1 && getComputedStyle(text).display !== "inline") say("a text is cut", text);
					const cell = text.closest(".label") ?? text;
					if (text.getBoundingClientRect().right > cell.getBoundingClientRect().right + tolerance) say("a text is beyond its cell", text);
				}
				const parts = [...row.querySelectorAll("code, .note")].map((part) => part.getBoundingClientRect());
				if (parts.length === 2 && parts[0].right > parts[1].left + tolerance) say("a label and its note overlap", row);
			}
			for (const name of document.querySelectorAll<HTMLElement>(".step .name")) {
				const label = (name.closest(".label") as HTMLElement).clientWidth;
				const whole = /^[\w.]+(?=\()/.exec(name.parentElement?.title ?? "")?.[0];
				if (whole === undefined || name.textContent === whole) continue;
				const full = name.cloneNode() as HTMLElement;
				full.textContent = whole;
				full.style.position = "absolute";
				name.parentElement?.append(full);
				if (full.offsetWidth + 17 < label) say("a name is elided that has room", name);
				full.remove();
			}
			for (const banner of document.querySelectorAll<HTMLElement>(".row.banner")) {
				const text = banner.querySelector(".label span") as HTMLElement;
				if (text.offsetHeight > banner.offsetHeight + tolerance) say("a banner is cut", banner);
			}
			overlaps(say);
			for (const part of [".above", ".middle", "section.state", ".signs"]) {
				const element = document.querySelector<HTMLElement>(part);
				const { bottom } = (document.querySelector("main") as HTMLElement).getBoundingClientRect();
				if (element && element.getBoundingClientRect().bottom > bottom + tolerance) say("a part is beyond the panel", element);
			}
			for (const button of document.querySelectorAll("header button"))
				if (button.getBoundingClientRect().right > innerWidth) say("a button is beyond the panel", button);
			return wrong;
		}
		/** What is drawn over what is written, and lines that are cut by what is below them. */
		function overlaps(say: (what: string, element: Element) => void) {
			const boxOf = (element: Element) => element.getBoundingClientRect();
			const within = (a: DOMRect, b: DOMRect) =>
				a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
			const texts = [...document.querySelectorAll(".drawing text, .rows .label code, .rows .label .note, .rows .label .summary")];
			for (const path of document.querySelectorAll<SVGPathElement>(".drawing path.conflict, .drawing path.wakes, .drawing path.moved")) {
				const matrix = path.getScreenCTM();
				if (matrix === null) continue;
				const length = path.getTotalLength();
				const points = Array.from({ length: 101 }, (_, index) => path.getPointAtLength((length * index) / 100).matrixTransform(matrix));
				for (const text of texts) {
					const { left, right, top, bottom } = boxOf(text);
					if (points.some(({ x, y }) => x > left && x < right && y > top && y < bottom)) say("an arrow runs through a text", text);
				}
			}
			const names = [...document.querySelectorAll(".drawing text")];
			for (const [index, name] of names.entries())
				if (names.slice(0, index).some((other) => within(boxOf(other), boxOf(name)))) say("names of bars overlap", name);
			const state = document.querySelector(".state-lines");
			const edge = state && boxOf(state).bottom;
			for (const line of state?.querySelectorAll(".state-head, p, dl > div") ?? []) {
				const { top, bottom } = boxOf(line);
				// In a panel that is low there is room for no more than a part of the first.
				if (edge && line !== state?.firstElementChild && top < edge - 1 && bottom > edge + 1) say("a line of the state is cut", line);
			}
			const [signs, rows, below] = [".signs", ".middle", "main:not(.beside) > section.state"].map((part) => document.querySelector(part));
			if (signs && rows && Math.abs(boxOf(rows).bottom - boxOf(signs).top) > 1) say("the legend is not below the rows", signs);
			if (signs && below && boxOf(signs).bottom > boxOf(below).top + 1) say("the legend is over it", below);
			for (const sample of signs?.querySelectorAll(".sample") ?? []) {
				if (signs && boxOf(sample).bottom > boxOf(signs).bottom + 1) say("the legend is cut", sample);
			}
			for (const name of document.querySelectorAll(".run-name, .safe-with > span, h1 > span, header .why p")) {
				const isCut = name.scrollWidth > name.clientWidth + 1 || name.scrollHeight > name.clientHeight + 2;
				if (isCut && getComputedStyle(name).display !== "inline") say("the header is cut", name);
			}
		}
	});
}

describe.each(sizes.map(([width, height], size) => ({ width, height, size })))("in $width × $height px", ({ width, height, size }) => {
	test.each(Object.entries(modes))("nothing overlaps or is cut: %s", async (name, keys) => {
		await page.setViewportSize({ width, height });
		const wrong: Record<string, string[]> = {};
		const all = found.flatMap((timelines, index) => runsOf(timelines).map((shown) => ({ timelines, index, run: timelines.runs[shown] })));
		for (const [number, { timelines, index, run }] of all.entries()) {
			if (!isTried(number, size, Object.keys(modes).indexOf(name))) continue;
			const alone = { ...timelines, runs: [run], shown: 0 };
			// Where there is nothing to compare with the key does nothing.
			const now = await page.evaluate(([text, pressed]) => tests.tried(JSON.parse(text), pressed), [JSON.stringify(alone), keys] as const);
			if (now.length > 0) wrong[`${samples[index].path} ${run.kind}`] = now;
		}
		expect(wrong).toEqual({});
	});
});

describe("twenty steps in 526 × 808 px", () => {
	const foreign = () => {
		const [timelines] = found;
		return [timelines, timelines.runs.findIndex(({ subject, under }) => subject === "dma_into_foreign_file" && under === "")] as const;
	};

	test.each(["", "f"])("are all in view at once %s", async (keys) => {
		await page.setViewportSize({ width: 526, height: 808 });
		const [timelines, shown] = foreign();
		await show(page, { ...timelines, scenario: `twenty ${keys}` }, shown);
		for (const key of keys) await page.keyboard.press(key);
		await settled(page);
		expect(timelines.runs[shown].steps.length).toBe(20);
		const [height, room] = await page.locator(".grid").evaluate((grid) => [grid.scrollHeight, grid.clientHeight]);
		expect(height).toBeLessThanOrEqual(room);
		expect(await page.locator(".row.step").count()).toBeGreaterThan(keys === "f" ? 19 : 8);
		expect(await page.locator(".strip-head").count()).toBe(3);
	});

	test("end with all who hold something, unclipped", async () => {
		const [timelines, shown] = foreign();
		await show(page, { ...timelines, scenario: "held" }, shown);
		const clipped = await page.locator("section.state").evaluate((state) => {
			const { bottom } = state.getBoundingClientRect();
			return [...state.querySelectorAll(".held, .changed")].filter((each) => each.getBoundingClientRect().bottom > bottom).length;
		});
		expect(clipped).toBe(0);
		expect(await page.locator(".held").count()).toBeGreaterThan(1);
	});

	test("end so in 376 px, too, where no row goes out of view for that", async () => {
		await page.setViewportSize({ width: 376, height: 900 });
		const [timelines, shown] = foreign();
		await show(page, { ...timelines, scenario: "narrow" }, shown);
		const seen = await page.locator("section.state").evaluate((state) => {
			const { bottom } = state.getBoundingClientRect();
			const [lines] = state.querySelectorAll(".state-lines");
			const end = Math.min(bottom, lines.getBoundingClientRect().bottom);
			return [...state.querySelectorAll(".held")].filter((each) => each.getBoundingClientRect().bottom <= end + 1).length;
		});
		expect(seen).toBeGreaterThan(1);
	});
});

test("fonts of twice the size drop columns, and nothing overlaps", async () => {
	const large = await openTimeline({ prose: 26, code: 22 });
	const before = page;
	try {
		page = large;
		await prepare(page);
		for (const [width, height] of [
			[900, 800],
			[1600, 900],
		]) {
			await page.setViewportSize({ width, height });
			await show(page, { ...found[0], scenario: `large ${width}` });
			expect(await page.evaluate(() => tests.faults())).toEqual([]);
		}
	} finally {
		page = before;
		await large.close();
	}
});

test("of a run of 210 steps only the rows in view exist, wherever it is scrolled to", async () => {
	const [, timelines] = found;
	const source = timelines.runs[timelines.runs.length - 1];
	const times = Math.ceil(210 / source.steps.length);
	const steps = Array.from({ length: times * source.steps.length }, (_, index) => ({
		...source.steps[index % source.steps.length],
		number: index + 1,
		failing: index === times * source.steps.length - 1,
		relevant: true,
	}));
	const long: TimelineRun = { ...source, steps, pair: undefined, safe: undefined, holds: [] };
	await page.setViewportSize({ width: 526, height: 808 });
	await show(page, { ...timelines, runs: [long], scenario: "long" }, 0);
	expect(await page.locator(".minimap").count()).toBe(1);
	const grid = page.locator(".grid");
	for (const part of [0, 0.3, 0.7, 1]) {
		await grid.evaluate((element, at) => {
			element.scrollTop = at * element.scrollHeight;
		}, part);
		await settled(page);
		expect(await page.locator(".row.step").count()).toBeLessThan(70);
		const seen = await grid.evaluate((element) => {
			const { top, height } = element.getBoundingClientRect();
			const at = document.elementFromPoint(200, top + height / 2);
			return at?.closest(".row") !== null;
		});
		expect(seen).toBe(true);
		expect(await page.evaluate(() => tests.faults())).toEqual([]);
	}
});

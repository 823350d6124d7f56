/** The timeline in every kind of theme, as far as axe can tell, and where the system chooses all colors. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { answers, openTimeline, settled, show } from "./page";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let race: TimelinesResult;
let hang: TimelinesResult;
let livelock: TimelinesResult;

beforeAll(async () => {
	[race, hang, livelock] = await answers([
		{ path: "series/gup-fast-pmd-vs-truncate.race", kernel: "v4.17" },
		{ path: "series/fault-while-holding-pin.race" },
		{ path: "starvation/pin-starvation.race" },
	]);
});

interface Finding {
	readonly id: string;
	readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds, by some of its rules or by all. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
	return await page.evaluate(async (runOnly) => {
		const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } };
		const { violations } = await axe.run({ resultTypes: ["violations"], ...(runOnly ? { runOnly } : {}) });
		return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
	}, rules);
}

/** What is shown, with the keys that lead to it. */
const modes: Readonly<Record<string, readonly [timelines: () => TimelinesResult, keys: string]>> = {
	"a race": [() => race, ""],
	"a comparison": [() => race, "c"],
	"a comparison with all steps and functions": [() => race, "cfp"],
	"a hang": [() => hang, ""],
	"a livelock": [() => livelock, ""],
	"the list of runs": [() => race, "r"],
	"keys and signs": [() => race, "?"],
	"the choice of values": [() => race, "v"],
};

let panels = 0;
async function open(page: Page, mode: string): Promise<void> {
	const [timelines, keys] = modes[mode];
	await show(page, { ...timelines(), scenario: `scenario ${panels++}` });
	for (const key of keys) await page.keyboard.press(key);
	await settled(page);
	if (keys.includes("c")) expect(await page.locator(".row.only-safe").count()).toBeGreaterThan(0);
}

describe.each(["dark", "light", "high-contrast"] as const)("in a theme that is %s", (theme) => {
	let page: Page;
	beforeAll(async () => {
		page = await openTimeline({ theme });
		await page.addScriptTag({ content: axe });
		await page.setViewportSize({ width: 526, height: 808 });
	});
	afterAll(() => page?.close());
	afterEach(() => page.keyboard.press("Escape"));

	test.each(Object.keys(modes))("everything has a name and enough contrast: %s", async (mode) => {
		await open(page, mode);
		// Names are the same in all themes.
		expect(await violations(page, theme === "light" ? undefined : ["color-contrast"])).toEqual([]);
	});
});

describe("where the system chooses all colors", () => {
	let page: Page;
	beforeAll(async () => {
		page = await openTimeline({ theme: "dark" });
		await page.setViewportSize({ width: 526, height: 808 });
		await page.emulateMedia({ forcedColors: "active" });
	});
	afterAll(() => page?.close());
	afterEach(() => page.keyboard.press("Escape"));

	test.each(Object.keys(modes))("nothing is drawn in another one: %s", async (mode) => {
		await open(page, mode);
		const others = await page.evaluate(() => {
			const probe = document.createElement("p");
			document.body.append(probe);
			const system = new Set(["none"]);
			for (const name of ["Canvas", "CanvasText", "LinkText", "Highlight", "GrayText", "ButtonText", "ButtonFace", "ButtonBorder"]) {
				probe.style.color = name;
				system.add(getComputedStyle(probe).color);
			}
			probe.remove();
			const wrong = new Set<string>();
			for (const shape of document.querySelectorAll(".drawing path, .drawing text, .legend path")) {
				const { fill, stroke } = getComputedStyle(shape);
				for (const color of [fill, stroke])
					if (!system.has(color) && !color.startsWith("url(")) wrong.add(`${shape.getAttribute("class")}: ${color}`);
			}
			for (const text of document.querySelectorAll(".label, .number, .value b, header p, h1, .state dd, .hold, .legend span")) {
				const { color } = getComputedStyle(text);
				if (!system.has(color)) wrong.add(`${text.className}: ${color}`);
			}
			return [...wrong];
		});
		expect(others).toEqual([]);
	});

	test("signs are told apart by their shapes", async () => {
		const looks = async (mode: string) => {
			await open(page, mode);
			await page.keyboard.press("?");
			// Bars of one kind have names besides.
			const found = await page.locator("dialog .legend svg:not(:has(.bar))").evaluateAll((all) =>
				all.map((svg) =>
					[...svg.querySelectorAll("path")]
						.map((path) => {
							const { fill, stroke, strokeDasharray, strokeWidth, fillOpacity, strokeOpacity } = getComputedStyle(path);
							return [path.getAttribute("d"), fill, stroke, strokeDasharray, strokeWidth, fillOpacity, strokeOpacity].join();
						})
						.join(";"),
				),
			);
			await page.keyboard.press("Escape");
			return found;
		};
		for (const mode of ["a comparison", "a hang"]) {
			const all = await looks(mode);
			expect(all.length).toBeGreaterThan(8);
			expect(new Set(all).size).toBe(all.length);
		}
	});

	test("what only one run does has a bar of its own, and the selected row an outline", async () => {
		await open(page, "a comparison");
		const bar = (row: string) =>
			page
				.locator(row)
				.first()
				.evaluate((each) => getComputedStyle(each, "::before").borderInlineStartStyle);
		expect(await bar(".row.only-losing")).toBe("solid");
		expect(await bar(".row.only-safe")).toBe("dashed");
		expect(await page.locator(".row[aria-selected='true']").evaluate((row) => getComputedStyle(row).outlineStyle)).toBe("solid");
	});
});

/** The timeline worked with keys alone, and what assistive technology is told. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { answers, openTimeline, settled, show, told } from "./page";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let browser: Browser;
let page: Page;
let race: TimelinesResult;
let hang: TimelinesResult;

beforeAll(async () => {
	[race, hang] = await answers([
		{ path: "series/gup-fast-pmd-vs-truncate.race", kernel: "v4.17" },
		{ path: "series/fault-while-holding-pin.race" },
	]);
	({ browser, page } = await openTimeline());
	await page.setViewportSize({ width: 526, height: 808 });
});
afterAll(() => browser?.close());

let panels = 0;
beforeEach(async () => {
	// Another scenario, and so a panel that is used for the first time.
	await show(page, { ...race, scenario: `race ${panels++}` }, foreign());
	await page.locator(".grid").focus();
	await told(page);
});

const foreign = () => race.runs.findIndex(({ subject, under }) => subject === "dma_into_foreign_file" && under === "");

/** What the active row is called. */
async function active(): Promise<string> {
	await settled(page);
	return await page.evaluate(() => {
		const id = document.activeElement?.getAttribute("aria-activedescendant");
		return document.getElementById(id ?? "")?.getAttribute("aria-label") ?? "";
	});
}

async function press(...keys: string[]): Promise<string> {
	for (const key of keys) await page.keyboard.press(key);
	return await active();
}

describe("keys", () => {
	test("go through the rows, and show their places in the editor", async () => {
		expect(await active()).toMatch(/^Step 20, reader: dma_write\(p\), closes the window, fails: /);
		expect(await press("Home")).toMatch(/^reader, line 14, in .*, 4 steps$/);
		expect(await press("ArrowDown", "ArrowDown")).toMatch(/^Step 2, reader: pmdp_get\(.*opens the window/);
		expect(await press("ArrowUp")).toMatch(/^Step 1, /);
		expect(await press("End")).toMatch(/^Step 20, /);
		expect(await press("PageUp")).not.toMatch(/^Step 20, /);
		expect((await told(page)).map(({ kind }) => kind)).toContain("reveal");
		await press("Enter");
		expect(await told(page)).toMatchObject([{ kind: "reveal", focus: true }]);
	});

	test("fold and unfold", async () => {
		expect(await press("Home", "ArrowLeft")).toMatch(/^reader, line 14/);
		const expanded = () => page.locator(".row.switch").first().getAttribute("aria-expanded");
		expect(await expanded()).toBe("false");
		await press("ArrowRight");
		expect(await expanded()).toBe("true");
		await page.locator(".row.fold").first().click();
		const fold = await active();
		expect(fold).toMatch(/^\d+ steps folded, #5–#\d+: \+data\.i_rwsem/);
		expect(await press("ArrowRight")).toMatch(/^Step 5, truncator/);
		expect(await press("ArrowLeft")).toBe(fold);
		expect(await press("Space")).toMatch(/^Step 5, truncator/);
	});

	test("go round the steps that decide", async () => {
		expect(await press("]")).toMatch(/^Step 2, /);
		expect(await press("]")).toMatch(/^Step 9, /);
		expect(await press("[", "[")).toMatch(/^Step 20, /);
	});

	test("show all steps, their functions, and the safe run; what is selected stays", async () => {
		await press("]");
		const rows = page.locator(".row.step");
		const before = await rows.count();
		expect(await press("f")).toMatch(/^Step 2, /);
		expect(await rows.count()).toBe(20);
		expect(await press("f", "p")).toMatch(/^Step 2, /);
		expect(await rows.count()).toBe(before);
		expect(await page.locator(".row.path").count()).toBeGreaterThan(0);
		expect(await press("p", "c")).toMatch(/^Only in the losing run: Step 2, .*step \d+ in the safe run/);
		expect(await page.locator(".row.only-safe").count()).toBeGreaterThan(0);
		expect(await press("c")).not.toMatch(/only in/i);
	});

	test("make rows higher and lower", async () => {
		const height = async () => (await page.locator(".row.step").first().boundingBox())?.height ?? 0;
		const before = await height();
		await press("-", "-");
		expect(await height()).toBe(before - 4);
		await press("+");
		expect(await height()).toBe(before - 2);
	});

	test("choose values, with a dialog that Escape closes and that gives the focus back", async () => {
		await press("v");
		await page.getByRole("checkbox", { checked: true }).first().uncheck();
		await page.keyboard.press("Escape");
		await settled(page);
		expect(await page.locator("dialog").count()).toBe(0);
		expect(await page.locator(".strip-head").count()).toBe(2);
		expect(await active()).toMatch(/^Step 20, /);
	});

	test("are all in the list of keys, and in what buttons say", async () => {
		await press("?");
		const listed = await page.locator("dialog kbd").allTextContents();
		const shortcuts = await page
			.locator("[aria-keyshortcuts]")
			.evaluateAll((all) => all.map((each) => each.getAttribute("aria-keyshortcuts") ?? ""));
		expect(shortcuts.length).toBeGreaterThan(7);
		for (const shortcut of shortcuts) {
			expect(listed).toContain(shortcut);
			expect(await page.locator(`[aria-keyshortcuts="${shortcut}"]`).getAttribute("title")).toContain(`(${shortcut})`);
		}
		await page.keyboard.press("Escape");
	});

	test("work before anything has the focus", async () => {
		await page.evaluate(() => (document.activeElement as HTMLElement).blur());
		await page.keyboard.press("f");
		await settled(page);
		expect(await page.locator(".row.step").count()).toBe(20);
	});
});

describe("the focus", () => {
	test("stops once at the tools, once at the rows", async () => {
		const role = () => page.evaluate(() => document.activeElement?.closest("[role]")?.getAttribute("role") ?? "");
		const stops: string[] = [];
		for (const keys of ["Shift+Tab", "Shift+Tab"]) {
			await page.keyboard.press(keys);
			stops.push(await role());
		}
		expect(stops[0]).toBe("toolbar");
		expect(stops[1]).not.toBe("toolbar");
		await page.locator(".grid").focus();
		await page.keyboard.press("Tab");
		expect(await page.evaluate(() => document.activeElement?.closest(".grid"))).toBe(null);
	});

	test("stays with a new answer", async () => {
		await press("]", "]");
		await show(page, { ...race, scenario: `race ${panels - 1}` }, foreign());
		expect(await active()).toMatch(/^Step 9, /);
	});

	test("goes through the tools with the arrow keys", async () => {
		await page.getByRole("button", { name: "All steps" }).focus();
		await page.keyboard.press("ArrowRight");
		expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Functions that steps are in");
	});
});

test("the number of a step in a sentence leads to it, also where it is folded away", async () => {
	await page.locator("section.state .step-link", { hasText: "#5" }).first().click();
	expect(await page.locator(".row[aria-selected='true']").getAttribute("aria-label")).toMatch(/^Step 5, /);
});

test.each(["race", "compared", "hang", "keys", "values"])("everything has a name and enough contrast: %s", async (mode) => {
	if (mode === "hang") await show(page, { ...hang, scenario: "hang" });
	if (mode === "compared") await press("c");
	if (mode === "keys") await press("?");
	if (mode === "values") await press("v");
	await page.evaluate(readFileSync(axe, "utf8"));
	const { violations } = await page.evaluate(() =>
		(globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run(),
	);
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`)).toEqual([]);
	await page.keyboard.press("Escape");
});

/** The timeline worked with keys alone, and what assistive technology is told. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { answers, openTimeline, settled, show, told } from "./page";

let page: Page;
let race: TimelinesResult;
let hang: TimelinesResult;

beforeAll(async () => {
	[race, hang] = await answers([
		{ path: "series/gup-fast-pmd-vs-truncate.race", kernel: "v4.17" },
		{ path: "series/fault-while-holding-pin.race" },
	]);
	page = await openTimeline();
	await page.setViewportSize({ width: 526, height: 808 });
});
afterAll(() => page?.close());

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
		expect(await active()).toMatch(/^Step 20, reader: dma_write\(p\), sees block 0\.owner = other, .*closes the window, fails: /);
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
		expect(await press("]")).toMatch(/^Step 3, /);
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
		expect(await active()).toMatch(/^Step 3, /);
	});

	test("goes through the tools with the arrow keys", async () => {
		await page.getByRole("button", { name: "All steps" }).focus();
		await page.keyboard.press("ArrowRight");
		expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Functions that steps are in");
	});
});

describe("what makes it safe", () => {
	const repairs = ["kernel v4.18", "gup_huge_recheck", "one", "two"].map((name) => ({
		name,
		title: `Use ${name}`,
		changes: [`It does ${name}.`],
		edits: [],
	}));
	const tell = async (searching: boolean, found: object) => {
		const { configurationKey } = race.runs[foreign()];
		const known = { safe: 0, repairs: [], tried: 0, complete: false, version: 1, configurationKey, safeUnder: [], ...found };
		await page.evaluate((message) => postMessage(message, "*"), { kind: "repairs", found: known, searching });
		await settled(page);
	};
	const line = async (searching: boolean, found: object) => {
		await tell(searching, found);
		return await page.locator(".safe-with").textContent();
	};

	test("is searched for when that is asked for, and the search says at once how far it is", async () => {
		expect(await line(false, {})).toBe("Find repairs");
		await press("x");
		expect(await told(page)).toEqual([{ kind: "findRepairs" }]);
		expect(await line(true, {})).toBe("searching, 0 changes of kernel or scenario tried… Stop");
		expect(await page.locator(".safe-with [role=status]").textContent()).toMatch(/0 changes .* tried/);
		await page.getByRole("button", { name: "Stop" }).press("Enter");
		expect(await told(page)).toEqual([{ kind: "stopRepairs" }]);
		expect(await line(false, { tried: 7 })).toBe("7 changes of kernel or scenario tried so far · Search on");
		expect(await line(false, { tried: 9, complete: true })).toBe("No repair found: 9 changes of kernel or scenario tried");
	});

	test("is named in one line, the rest in a list, and applied from both", async () => {
		expect(await line(false, { repairs, tried: 9, complete: true })).toBe(
			"Safe with kernel v4.18: It does kernel v4.18. · gup_huge_recheck · one · 1 more… · 9 changes of kernel or scenario tried",
		);
		await page.getByRole("button", { name: "Apply: Use gup_huge_recheck" }).press("Enter");
		expect(await told(page)).toEqual([{ kind: "applyRepair", title: "Use gup_huge_recheck" }]);
		await page.getByRole("button", { name: "1 more…" }).press("Enter");
		await page.locator("dialog").getByRole("button", { name: "Apply: Use two" }).press("Enter");
		expect(await told(page)).toEqual([{ kind: "applyRepair", title: "Use two" }]);
		expect(await page.locator("dialog").count()).toBe(0);
	});

	test("is known from what the scenario expects already", async () => {
		const changes = ["Truncate waits."];
		expect(await line(false, { safeUnder: [{ name: "v4.18", changes: [] }] })).toBe("Safe with kernel v4.18 · Find repairs");
		expect(await line(false, { safeUnder: [{ name: "v4.17 + waits", changes }] })).toBe(
			"Safe with kernel v4.17 + waits: Truncate waits. · Find repairs",
		);
	});

	test("is not told of a run under another configuration", async () => {
		await tell(false, { configurationKey: "another" });
		expect(await page.locator(".safe-with").count()).toBe(0);
		await show(page, { ...hang, scenario: `hang ${panels++}` });
		expect(await page.locator(".safe-with").textContent()).toBe(
			"Under its own kernel and options the scenario is safe; this run is under v4.19 + mmaplock_kept_while_waiting.",
		);
	});
});

describe("runs", () => {
	test("are chosen from a list with the keys", async () => {
		const before = await page.locator(".run-name").textContent();
		await press("r");
		const chosen = () => page.locator("[role=option].active").textContent();
		expect(await chosen()).toMatch(/^dma_into_foreign_file, 20 steps/);
		await page.keyboard.press("ArrowUp");
		await settled(page);
		const next = await chosen();
		await page.keyboard.press("Enter");
		await settled(page);
		expect(await page.locator("dialog").count()).toBe(0);
		const now = await page.locator(".run-name").textContent();
		expect(now).not.toBe(before);
		expect(next?.startsWith(now?.replace(/^Finding \d of \d: /, "").split(" · ")[0] ?? "?")).toBe(true);
		await press("r");
		await page.keyboard.press("Escape");
		await settled(page);
		expect(await page.locator(".run-name").textContent()).toBe(now);
	});
});

describe("assistive technology", () => {
	const announced = () => page.locator("[aria-live=polite]").textContent();

	test("is told what is selected from elsewhere than the rows, and which run is shown", async () => {
		await press("ArrowUp");
		expect(await announced()).toBe("");
		await page.locator("header .step-link", { hasText: "#2" }).first().press("Enter");
		await settled(page);
		expect(await announced()).toMatch(/^Step 2, reader: pmdp_get/);
		await page.getByRole("button", { name: "Next run" }).press("Enter");
		await settled(page);
		expect(await announced()).toMatch(/: free_while_busy, \d+ steps, under v4\.17/);
	});

	test("finds every row of the grid by its place, its level and whether it is unfolded", async () => {
		const grid = page.locator("[role=treegrid]");
		const rows = Number(await grid.getAttribute("aria-rowcount"));
		const indices = await grid.locator("[role=row]").evaluateAll((all) => all.map((row) => Number(row.getAttribute("aria-rowindex"))));
		expect(indices.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
		expect(await grid.locator(".row.switch:not([aria-level='1']), .row.step:not([aria-level='2'])").count()).toBe(0);
		expect(await grid.locator(".row.fold:not([aria-expanded='false']), .row.switch:not([aria-expanded])").count()).toBe(0);
		expect(await grid.locator("[aria-selected='true']").count()).toBe(1);
		expect(await grid.locator("[tabindex='0'], a, button:not([tabindex='-1'])").count()).toBe(0);
	});
});

test("nothing moves by itself where that is not wanted", async () => {
	const moving = () =>
		page.evaluate(
			() =>
				[...document.querySelectorAll("*")].filter((each) => {
					const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(each);
					return transitionDuration.split(", ").some((one) => one !== "0s") || animationName !== "none" || scrollBehavior === "smooth";
				}).length,
		);
	await show(page, { ...race, busy: true, scenario: `busy ${panels++}` }, foreign());
	expect(await moving()).toBeGreaterThan(0);
	await page.emulateMedia({ reducedMotion: "reduce" });
	expect(await moving()).toBe(0);
	await page.emulateMedia({ reducedMotion: null });
});

test("the number of a step in a sentence leads to it, also where it is folded away", async () => {
	await page.locator("section.state .step-link", { hasText: "#5" }).first().click();
	expect(await page.locator(".row[aria-selected='true']").getAttribute("aria-label")).toMatch(/^Step 5, /);
});

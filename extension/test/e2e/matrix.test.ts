/**
 * The patch matrix, as its user works it: with the mouse, with keys alone, in every kind of theme, and with a screen
 * reader.
 */
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testAccessibility } from "./accessible";
import { useWorkbench } from "./workbench";

const series = join(import.meta.dirname, "../../../samples/series");

function someOfTheSeries(): string {
	const some = join(import.meta.dirname, "../../../.build/matrix-test/series");
	rmSync(some, { recursive: true, force: true });
	mkdirSync(some, { recursive: true });
	for (const name of ["dma-vs-hole-punch", "gup-fast-pmd-vs-truncate", "gup-slow-vs-truncate"]) {
		copyFileSync(join(series, `${name}.race`), join(some, `${name}.race`));
	}
	return some;
}

/** A few files show what all of them would; the picture for the documentation is of all. */
const isForPictures = process.env.PICTURES !== undefined;
const folder = isForPictures ? series : someOfTheSeries();

const workbench = useWorkbench({
	folder,
	settings: { "workbench.colorTheme": "Default Dark Modern" },
});

const panel = () => workbench().webview("matrix.browser.js");
const status = async () => (await panel()).locator("[role=status]").textContent();
const columns = async () => (await panel()).locator("thead th").allTextContents();
const rows = async () => (await panel()).locator("tbody th").allTextContents();
/** The last releases before the series, which the model does not tell apart. */
const BEFORE = "v4.15–4.17";
/** The cell of a scenario, as its file has it, in a column. */
const cell = async (scenario: string, column: string) => {
	const page = await panel();
	const index = (await columns()).indexOf(column);
	return page
		.locator("tbody tr", { has: page.getByText(scenario, { exact: true }) })
		.first()
		.locator("td, th")
		.nth(index);
};

test("shows what the file's scenarios do under every kernel", async () => {
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await workbench().runCommand("Raceline: Patch Matrix");
	await expect.poll(status).toMatch(/^\d+ scenarios?$/);
	expect(await rows()).toContain("gup_fast_pmd_vs_truncate");
	expect(await columns()).toEqual(expect.arrayContaining(["Scenario", BEFORE, "v4.18"]));
	expect((await (await cell("gup_fast_pmd_vs_truncate", BEFORE)).innerText()).trim()).toBe("✗ race");
	expect((await (await cell("gup_fast_pmd_vs_truncate", "v4.18")).innerText()).trim()).toBe("✓ safe");
	expect(await (await cell("gup_fast_pmd_vs_truncate", BEFORE)).getAttribute("title")).toMatch(/^race \w+ under v4\.17: \w/);
	await workbench().screenshot("matrix");
});

test("a click on a cell shows the file and the timeline under that kernel, beside the matrix", async () => {
	await (await cell("gup_fast_pmd_vs_truncate", BEFORE)).click();
	const timeline = await workbench().webview("timeline.browser.js");
	await expect.poll(() => timeline.locator(".status").textContent()).toMatch(/✗ race .* under v4\.17$/);
	await expect.poll(() => timeline.locator(".row.failing").count()).toBe(1);
	await expect.poll(() => workbench().tabsInFront()).toEqual(["Raceline Matrix", "Raceline Timeline"]);
	await workbench().screenshot("matrix, timeline of a cell");
});

test("keys alone walk the cells and open one", async () => {
	const page = await panel();
	await page.locator("td[tabindex='0']").focus();
	await page.locator("td:focus").press("Home");
	const before = await page.locator("td:focus").getAttribute("aria-label");
	await page.locator("td:focus").press("ArrowRight");
	await expect.poll(() => page.locator("td:focus").getAttribute("aria-label")).not.toBe(before);
	await page.locator("td:focus").press("End");
	await page.locator("td:focus").press("Enter");
	// A column of several releases opens under the last of them.
	const last = (await columns()).at(-1)?.replace(/^.*–/, "v") ?? "";
	const timeline = await workbench().webview("timeline.browser.js");
	await expect.poll(() => timeline.locator(".status").textContent()).toMatch(new RegExp(`under ${last.replaceAll(".", "\\.")}$`));
	expect(await page.locator("td[tabindex='0']").count()).toBe(1);
});

test("shows each patch alone, each left out, and the smallest sets", async () => {
	const page = await panel();
	await page.getByRole("button", { name: "Each Patch Alone" }).click();
	await expect.poll(columns).toEqual(expect.arrayContaining(["none", "+ gup_huge_recheck", "all"]));
	await page.getByRole("button", { name: "Each Patch Left Out" }).click();
	await expect.poll(columns).toContain("− idle_wake");
	expect((await (await cell("gup_fast_pmd_vs_truncate", "− idle_wake")).innerText()).trim()).toBe("✗ race");
	await (await cell("gup_fast_pmd_vs_truncate", "− idle_wake")).click();
	const timeline = await workbench().webview("timeline.browser.js");
	await expect.poll(() => timeline.locator(".status").textContent()).toMatch(/✗ race .* under v[\d.]+ \+ /);
	await page.getByRole("button", { name: "Smallest Sets" }).click();
	await expect.poll(async () => (await cell("gup_fast_pmd_vs_truncate", "is made safe by")).textContent()).toContain("idle_wake");
	await workbench().screenshot("matrix, smallest sets");
	await page.getByRole("button", { name: "Kernel Releases" }).click();
});

test("grows over the whole workspace; what was there when it is cancelled stays, and it can go on", async () => {
	const page = await panel();
	await workbench().runCommand("Raceline: Patch Matrix of Workspace");
	await expect.poll(status).toMatch(/^Checking: [1-9]\d* of \d+ scenarios$/);
	await page.getByRole("button", { name: "Cancel" }).click();
	await expect.poll(status).toMatch(/^Cancelled: \d+ of \d+ scenarios came before\.$/);
	const before = await rows();
	expect(before.length).toBeGreaterThan(0);
	await page.getByRole("button", { name: "Go On" }).click();
	await expect.poll(status, { timeout: 600_000 }).toMatch(/^\d+ scenarios$/);
	expect((await rows()).length).toBeGreaterThan(before.length);
});

// Pictures are taken of the whole series; it looks at nothing that can be wrong.
if (isForPictures) {
	test("all that stands in it is seen at once", async () => {
		await workbench().toggleSideBar();
		await workbench().runCommand("View: Toggle Maximize Editor Group");
		await workbench().page.setViewportSize({ width: 1240, height: 760 });
		await workbench().pictureInThemes("matrix", { light: "Default Light Modern", dark: "Default Dark Modern" });
		await workbench().page.setViewportSize({ width: 1400, height: 900 });
		await workbench().runCommand("View: Toggle Maximize Editor Group");
		await workbench().toggleSideBar();
	});
}

test("can stand beside the text", async () => {
	await workbench().runCommand("View: Move Editor into Next Group");
	await expect.poll(() => workbench().tabsInFront()).toEqual(["gup-fast-pmd-vs-truncate.race", "Raceline Matrix"]);
	await expect.poll(status, { timeout: 600_000 }).toMatch(/^\d+ scenarios$/);
});

testAccessibility("matrix", workbench, panel);

test("follows a file that is edited", async () => {
	const page = await panel();
	await page.getByRole("button", { name: "Kernel Releases" }).click();
	const verdict = async () => (await (await cell("gup_fast_pmd_vs_truncate", BEFORE)).innerText()).trim();
	await expect.poll(verdict).toBe("✗ race");
	await workbench().focusGroup(1);
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await workbench().replace("truncate(data, 0);", "");
	await expect.poll(verdict).toBe("✓ safe");
	await expect.poll(status).toMatch(/^\d+ scenarios$/);
});

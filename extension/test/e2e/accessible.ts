/** Whether a panel can be used by everyone, in every kind of theme, as far as axe can tell. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame } from "playwright-core";
import { expect, test } from "vitest";
import type { Workbench } from "./workbench";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Declares a test for each theme. `name` is that of the panel in the pictures. */
export function testAccessibility(name: string, workbench: () => Workbench, panel: () => Promise<Frame>): void {
	test.each(["Default Dark Modern", "Default Light Modern", "Default High Contrast"])("is accessible in %s", async (theme) => {
		await workbench().chooseTheme(theme);
		const page = await panel();
		await page.evaluate(readFileSync(axe, "utf8"));
		const { violations } = await page.evaluate(() =>
			(globalThis as unknown as { axe: { run(): Promise<{ violations: unknown[] }> } }).axe.run(),
		);
		await workbench().screenshot(`${name}, ${theme}`);
		expect(violations).toEqual([]);
	});
}

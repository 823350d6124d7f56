/** The window: its page, files and tabs, what is chosen at its top, and pictures of it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { expect } from "vitest";

const artifacts = join(import.meta.dirname, "../../../artifacts");

/** What a page-wide shortcut is written with; VS Code asks the browser for its platform. */
export const controlKey = process.platform === "darwin" ? "Meta" : "Control";

export class Window {
	constructor(readonly page: Page) {}

	/** Loads the page and waits until the opened folder is shown. */
	async goto(url: string): Promise<void> {
		await this.page.goto(url);
		await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
	}

	/** Opens a file of the folder by its name. */
	async openFile(name: string): Promise<void> {
		await this.summonQuickInput(`${controlKey}+p`);
		await this.answerQuickInput(name, name);
		await this.page.locator(".tab.active", { hasText: name }).waitFor();
		await this.lines().first().waitFor();
	}

	async closeTab(name: string): Promise<void> {
		const tab = this.page.locator(".tab", { hasText: name });
		await tab.locator(".codicon-close").click();
		await tab.waitFor({ state: "detached" });
	}

	/** Runs a command by its title in the palette. */
	async runCommand(title: string): Promise<void> {
		await this.summonQuickInput("F1");
		await this.answerQuickInput(`>${title}`, title);
	}

	/** Chooses from the list of choices that is open. */
	async pick(label: string): Promise<void> {
		await this.answerQuickInput(label, label);
	}

	/** Runs a command by its title that asks something, and chooses the answer. */
	async runCommandAndPick(title: string, label: string): Promise<void> {
		await this.#runAskingCommand(title);
		await this.pick(label);
	}

	/** Runs a command by its title that asks for a text, and gives it. */
	async runCommandAndAnswer(title: string, answer: string): Promise<void> {
		const widget = await this.#runAskingCommand(title);
		await widget.locator(".quick-input-box input").fill(answer);
		await this.page.keyboard.press("Enter");
		await widget.waitFor({ state: "hidden" });
	}

	/** Runs a command by its title that asks something, and waits for the question. */
	async #runAskingCommand(title: string): Promise<Locator> {
		const widget = await this.summonQuickInput("F1");
		await widget.locator(".quick-input-box input").fill(`>${title}`);
		await widget.locator(".monaco-list-row.focused", { hasText: title }).waitFor();
		await this.page.keyboard.press("Enter");
		await widget.locator(".monaco-list-row", { hasText: title }).first().waitFor({ state: "detached" });
		return widget;
	}

	/** What a question offers, each with what is said about it. */
	async choices(): Promise<string[]> {
		const rows = await this.page.locator(".quick-input-widget .quick-input-list .monaco-list-row").allInnerTexts();
		return rows.map((text) => text.replaceAll(/\s+/g, " ").trim());
	}

	/** Answers a question by what is said about the answer. */
	async choose(text: RegExp): Promise<void> {
		await this.page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first().click();
	}

	/** Runs a task by its name, chosen among those of its type. */
	async runTask(type: string, name: string): Promise<void> {
		const widget = await this.summonQuickInput(`${controlKey}+p`);
		await widget.locator(".quick-input-box input").fill(`task ${type}`);
		await widget.locator(".monaco-list-row.focused", { hasText: type }).waitFor();
		await this.page.keyboard.press("Enter");
		await this.answerQuickInput(name, name);
	}

	/** Texts of the notifications on the screen. */
	async notifications(): Promise<string[]> {
		return (await this.page.locator(".notification-toast .notification-list-item-message").allInnerTexts()).map(plain);
	}

	/** The name of the tab in front, of each editor group from left to right. */
	async tabsInFront(): Promise<string[]> {
		return (await this.page.locator(".editor-group-container .tab.active .label-name").allInnerTexts()).map(plain);
	}

	async focusGroup(number: number): Promise<void> {
		await this.page.keyboard.press(`${controlKey}+${number}`);
		await this.page
			.locator(`.editor-group-container.active[aria-label*="Group ${number}"], .editor-group-container.active:only-child`)
			.first()
			.waitFor();
	}

	/** Shows the side bar, or hides it for more room. */
	async toggleSideBar(): Promise<void> {
		await this.focusGroup(1);
		await this.page.keyboard.press(`${controlKey}+b`);
	}

	/** Chooses a color theme by its name. */
	async chooseTheme(name: string): Promise<void> {
		const widget = this.page.locator(".quick-input-widget");
		for (let attempt = 0; attempt < 10; attempt++) {
			await this.focusGroup(1);
			await this.page.keyboard.press(`${controlKey}+k`);
			await this.page.keyboard.press(`${controlKey}+t`);
			// On a busy machine the workbench may miss that the two keys belong together, and look for symbols instead.
			const themes = widget.locator(".monaco-list-row", { hasText: "Modern" }).first();
			if (await themes.waitFor({ timeout: 10_000 }).then(isDone, isNotDone)) break;
			await this.page.keyboard.press("Escape");
		}
		await widget.locator(".quick-input-box input").fill(name);
		await widget.locator(".monaco-list-row", { hasText: name }).first().click();
		await widget.waitFor({ state: "hidden" });
	}

	/** Puts a text into the clipboard. */
	async copy(text: string): Promise<void> {
		await this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
	}

	/** What has been copied. */
	async clipboard(): Promise<string> {
		return await this.page.evaluate(() => navigator.clipboard.readText());
	}

	/** The page of a webview that is on the screen, by the name of its script. */
	async webview(script: string): Promise<Frame> {
		const find = async () => {
			for (const frame of this.page.frames()) {
				const found = await frame
					.locator(`script[src*="${script}"]`)
					.count()
					.catch(() => 0);
				if (found > 0) return frame;
			}
			return undefined;
		};
		for (let tries = 0; tries < 1_000; tries++) {
			const frame = await find();
			if (frame) return frame;
			await this.page.waitForTimeout(100);
		}
		throw new Error(`no webview with ${script}`);
	}

	/** Saves a picture of the whole window to `artifacts/`. */
	async screenshot(name: string): Promise<void> {
		mkdirSync(artifacts, { recursive: true });
		await this.page.screenshot({ path: join(artifacts, `${name.replaceAll(/[^\w]+/g, "-")}.png`), animations: "disabled" });
	}

	/**
	 * Saves a picture for the documentation to `artifacts/pictures`, of what the window shows, or of a part of it a
	 * little larger; as WebP, which takes half of what PNG takes in the package.
	 */
	async picture(name: string, part?: { x: number; y: number; width: number; height: number }): Promise<void> {
		const folder = join(artifacts, "pictures");
		mkdirSync(folder, { recursive: true });
		// The editor has come to rest, and says nothing of what it is still about.
		await this.page.locator(".statusbar-item", { hasText: "Activating Extensions" }).waitFor({ state: "detached" });
		const protocol = await this.page.context().newCDPSession(this.page);
		const clip = part && { ...part, scale: 1.1 };
		const { data } = await protocol.send("Page.captureScreenshot", { format: "webp", quality: 70, clip });
		writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, "base64"));
	}

	/** The same in both kinds of theme, of a window that follows the system's: `NAME.webp` and `light/NAME.webp`. */
	async pictureInBothThemes(name: string): Promise<void> {
		mkdirSync(join(artifacts, "pictures", "light"), { recursive: true });
		for (const colorScheme of ["light", "dark"] as const) {
			await this.page.emulateMedia({ colorScheme });
			await this.isIn(colorScheme);
			await this.picture(colorScheme === "light" ? `light/${name}` : name);
		}
	}

	/** The same of a window whose theme is chosen by its name. */
	async pictureInThemes(name: string, themes: { readonly light: string; readonly dark: string }): Promise<void> {
		mkdirSync(join(artifacts, "pictures", "light"), { recursive: true });
		for (const scheme of ["light", "dark"] as const) {
			await this.chooseTheme(themes[scheme]);
			await this.isIn(scheme);
			await this.picture(scheme === "light" ? `light/${name}` : name);
		}
	}

	/** Waits until the window and the panels in it have the colors of a kind of theme. */
	private async isIn(scheme: "light" | "dark"): Promise<void> {
		await this.page.locator(scheme === "light" ? ".monaco-workbench.vs" : ".monaco-workbench.vs-dark").waitFor();
		// Panels are told of it behind the window.
		for (const frame of this.page.frames())
			await frame.waitForFunction(
				(scheme) => !document.body?.className.match(/vscode-(light|dark)/) || document.body.classList.contains(`vscode-${scheme}`),
				scheme,
			);
	}

	protected editor(): Locator {
		return this.page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();
	}

	protected lines(): Locator {
		return this.editor().locator(".view-line");
	}

	/**
	 * Presses keys until what they open is on the screen. On a busy machine the workbench loses a key that comes while
	 * something else takes the focus; a person would press it again.
	 */
	protected async summon(widget: Locator, press: () => Promise<void>): Promise<void> {
		for (let tries = 0; tries < 40; tries++) {
			await press();
			if (await widget.waitFor({ timeout: 3_000 }).then(isDone, isNotDone)) return;
		}
		throw new Error(`nothing opens ${widget}`);
	}

	/** Presses Escape until something is gone. The first key may go to what has opened over it. */
	protected async dismiss(widget: Locator): Promise<void> {
		await expect
			.poll(async () => {
				await this.page.keyboard.press("Escape");
				return widget.isVisible();
			})
			.toBe(false);
	}

	/** Opens the box at the top of the window in which one chooses files, commands and answers. */
	protected async summonQuickInput(key: string): Promise<Locator> {
		const widget = this.page.locator(".quick-input-widget");
		await this.summon(widget.locator(".quick-input-box input"), () => this.page.keyboard.press(key));
		return widget;
	}

	protected async answerQuickInput(query: string, row: string): Promise<void> {
		const widget = this.page.locator(".quick-input-widget");
		await widget.locator(".quick-input-box input").fill(query);
		await widget.locator(".monaco-list-row", { hasText: row }).first().waitFor();
		await widget.locator(".monaco-list-row.focused", { hasText: row }).waitFor();
		await this.page.keyboard.press("Enter");
		// The next question may stand there already.
		await widget.locator(".monaco-list-row", { hasText: row }).first().waitFor({ state: "hidden" });
	}
}

/** The editor draws spaces as no-break spaces and marks some texts with invisible characters. */
export function plain(text: string): string {
	return text.replaceAll("\u00a0", " ").replaceAll(/[\u200b\u200c]/g, "");
}

/** What becomes of a wait that came to its end, and of one that did not. */
export const isDone = (): boolean => true;
export const isNotDone = (): boolean => false;

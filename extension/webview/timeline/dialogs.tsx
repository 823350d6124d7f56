/** What opens over the panel: the keys with the legend, and the choice of values. Escape closes both. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../../language-server/src/base/l10n";
import type { Field } from "./fields";
import { Legend } from "./legend";
import type { Sign } from "./signs";

export interface DialogProperties {
	readonly label: string;
	readonly children: ComponentChildren;
	onClose(): void;
}

export function Dialog({ label, children, onClose }: DialogProperties) {
	const element = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		element.current?.showModal();
	}, []);
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it, as Escape does.
		<dialog
			ref={element}
			aria-label={label}
			onClose={onClose}
			onClick={(event) => {
				if (event.target === event.currentTarget) event.currentTarget.close();
			}}
		>
			<div class="dialog">
				<h2>{label}</h2>
				{children}
				<button type="button" class="text" onClick={() => element.current?.close()}>
					Close
				</button>
			</div>
		</dialog>
	);
}

/** All keys of the panel, and what they do. */
const keys: readonly (readonly [keys: readonly string[], does: string])[] = [
	[["↑", "↓", "Home", "End", "PageUp", "PageDown"], t`go to another row`],
	[["→", "←"], t`unfold; fold, or go to what a step belongs to`],
	[["Space"], t`fold and unfold`],
	[["[", "]"], t`previous, next step that decides`],
	[["Enter"], t`open the source`],
	[["F"], t`all steps, or those that matter`],
	[["P"], t`the functions that steps are in`],
	[["C"], t`compare with a safe run`],
	[["V"], t`choose the values that are shown`],
	[["R"], t`choose a run`],
	[["D"], t`next different run`],
	[["X"], t`find repairs: what makes it safe`],
	[["I"], t`what edits changed, and statistics`],
	[["−", "+"], t`lower, higher rows`],
	[["?"], "this"],
	[["Esc"], "close"],
];

interface KeysProperties extends Pick<DialogProperties, "onClose"> {
	/** The signs that are in the drawing. */
	readonly signs: readonly Sign[];
}

export function KeysDialog({ signs, onClose }: KeysProperties) {
	return (
		<Dialog label={t`Keys and Marks`} onClose={onClose}>
			<dl class="keys">
				{keys.map(([names, does]) => (
					<div key={does}>
						<dt>
							{names.map((name) => (
								<kbd key={name}>{name}</kbd>
							))}
						</dt>
						<dd>{does}</dd>
					</div>
				))}
			</dl>
			<Legend signs={signs} />
		</Dialog>
	);
}

interface ValuesProperties extends Pick<DialogProperties, "onClose"> {
	readonly fields: readonly Field[];
	readonly shown: readonly Field[];
	/** How many there is room for. */
	readonly capacity: number;
	onChoose(names: ReadonlySet<string>): void;
}

export function ValuesDialog({ fields, shown, capacity, onChoose, onClose }: ValuesProperties) {
	const names = new Set(shown.map(({ name }) => name));
	return (
		<Dialog label={t`Values to Show`} onClose={onClose}>
			<p class="hint">
				{capacity < fields.length
					? t`There is room for ${capacity}. The state at a step has all of them.`
					: t`There is room for all. The state at a step has all of them.`}
			</p>
			{fields.map(({ name }) => (
				<label key={name}>
					<input
						type="checkbox"
						checked={names.has(name)}
						disabled={!names.has(name) && names.size >= capacity}
						onChange={({ currentTarget: { checked } }) => {
							const others = [...names].filter((other) => other !== name);
							onChoose(new Set(checked ? [...others, name] : others));
						}}
					/>
					{name}
				</label>
			))}
		</Dialog>
	);
}

/** The kernel model that ships with the server. */

import { ErrorCodes } from "vscode-languageserver";
import { t } from "../../base/l10n";
import { kernelNames } from "../../service/runs/other-kernel";
import type { ServerContext } from "../context";
import { type Dispatcher, failed, refused } from "../dispatcher";
import { kernelsRequest } from "../protocol/expectations";
import { kernelFileRequest } from "../protocol/files";

export function answerKernel(dispatcher: Dispatcher, { workspace }: ServerContext): void {
	dispatcher.answer(kernelFileRequest, failed, ({ uri }) => {
		const text = workspace.model.files.find((file) => file.uri === uri)?.text;
		return text === undefined ? refused(t`The kernel model has no file ${uri}`, ErrorCodes.InvalidParams) : { text };
	});
	dispatcher.answer(kernelsRequest, failed, () => kernelNames({ program: workspace.model }));
}

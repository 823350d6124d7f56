-- What a user of Neovim does with a scenario, by the editor's own commands. Each line of the output is one thing tried: `ok …` or `not ok …`.
-- Arguments: the scenario's path. The configuration is loaded before.

local function wait(what, condition)
	if not vim.wait(60000, condition, 20) then error("waited in vain for " .. what) end
end

local function equal(actual, expected)
	if not vim.deep_equal(actual, expected) then error(("got %s, expected %s"):format(vim.inspect(actual), vim.inspect(expected))) end
end

local function has(text, piece)
	if not tostring(text):find(piece, 1, true) then error(("%s does not contain %s"):format(vim.inspect(text), piece)) end
end

local function lines() return vim.api.nvim_buf_get_lines(0, 0, -1, false) end
local function text() return table.concat(lines(), "\n") end
--- Puts the cursor on the first occurrence of a word in a line that contains `line`.
local function go_to(line, word)
	for number, content in ipairs(lines()) do
		local column = content:find(line, 1, true) and content:find(word, 1, true)
		if column then return vim.api.nvim_win_set_cursor(0, { number, column - 1 }) end
	end
	error("there is no line with " .. line .. " and " .. word)
end

local function float()
	for _, window in ipairs(vim.api.nvim_list_wins()) do
		if vim.api.nvim_win_get_config(window).relative ~= "" then
			local content = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
			return table.concat(content, "\n"), window
		end
	end
end

local function messages(severity)
	return vim.tbl_map(function(diagnostic) return diagnostic.message end, vim.diagnostic.get(0, { severity = severity }))
end

local function format()
	if vim.lsp.buf.format then vim.lsp.buf.format({ timeout_ms = 30000 }) else vim.lsp.buf.formatting_sync(nil, 30000) end
end

local scenario = vim.fn.argv(0)
local steps = {
	{ "the server attaches to a .race file", function()
		equal(vim.bo.filetype, "raceline")
		wait("the server", function()
			local _, client = next((vim.lsp.get_clients or vim.lsp.get_active_clients)())
			return client and client.initialized ~= false and vim.lsp.buf_is_attached(0, client.id)
		end)
	end },
	{ "diagnostics: expectations that fail with the bug fixed", function()
		equal(messages(vim.diagnostic.severity.ERROR), {})
		go_to("kernel v4.17", "v4.17")
		vim.cmd("normal! Cv4.18;")
		wait("the verdict", function() return #messages(vim.diagnostic.severity.ERROR) == 3 end)
		has(messages(vim.diagnostic.severity.ERROR)[1], "expected race")
		vim.cmd("undo")
		wait("the verdict of the first text", function() return #messages(vim.diagnostic.severity.ERROR) == 0 end)
	end },
	{ "hover: a kernel function with its documentation", function()
		go_to("punch_hole(data", "punch_hole")
		vim.lsp.buf.hover()
		wait("the hover", float)
		local content, window = float()
		has(content, "punch_hole")
		vim.api.nvim_win_close(window, true)
	end },
	{ "definition: in the scenario", function()
		go_to("punch_hole(data", "data")
		vim.lsp.buf.definition()
		wait("the definition", function() return vim.api.nvim_get_current_line():find("file data", 1, true) end)
	end },
	{ "definition: in the kernel model, whose text is shown", function()
		go_to("punch_hole(data", "punch_hole")
		vim.lsp.buf.definition()
		wait("the model's file", function() return vim.api.nvim_buf_get_name(0):find("/kernel/", 1, true) end)
		wait("its text", function() return vim.api.nvim_get_current_line():find("punch_hole", 1, true) end)
		-- The server knows the file as the model's: nothing in it is wrong, and names have their meaning.
		equal(messages(), {})
		vim.cmd("edit " .. vim.fn.fnameescape(scenario))
	end },
	{ "completion: what begins with what was typed", function()
		go_to("dma_write(p)", "dma_write")
		vim.cmd("normal! O")
		vim.api.nvim_set_current_line("\t\tpunch_ho")
		vim.api.nvim_win_set_cursor(0, { vim.fn.line("."), #"\t\tpunch_ho" })
		local found
		-- The function that `omnifunc` calls is asynchronous inside; this is what it asks.
		for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/completion", vim.lsp.util.make_position_params(0, "utf-16"), 30000)) do
			found = vim.lsp.util.text_document_completion_list_to_complete_items(answer.result, "punch_ho")
		end
		has(vim.inspect(vim.tbl_map(function(item) return item.abbr end, found)), "punch_hole")
		vim.cmd("delete")
	end },
	{ "rename: a task's variable, wherever it is used", function()
		local before = text()
		go_to("punch_hole(data", "data")
		vim.lsp.buf.rename("renamed")
		wait("the new name", function() return text():find("file renamed", 1, true) end)
		equal(text():find("[^%w]data[^%w]"), nil)
		vim.cmd("undo")
		equal(text(), before)
	end },
	{ "formatting: the kernel's style", function()
		local before = text()
		vim.cmd([[%substitute/^\t\+/ /]])
		format()
		wait("the indentation", function() return text() == before end)
	end },
	{ "references, symbols and code actions answer", function()
		go_to("punch_hole(data", "data")
		vim.lsp.buf.references()
		wait("the references", function() return #vim.fn.getqflist() >= 3 end)
		vim.cmd("cclose")
		vim.lsp.buf.document_symbol()
		wait("the symbols", function() return vim.inspect(vim.fn.getqflist()):find("[Namespace]", 1, true) ~= nil or #vim.fn.getqflist() > 0 end)
		vim.cmd("cclose")
	end },
	{ "the server ends with the editor", function()
		for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do client.stop() end
		wait("the end", function() return next((vim.lsp.get_clients or vim.lsp.get_active_clients)()) == nil end)
	end },
}

for _, step in ipairs(steps) do
	local passed, problem = pcall(step[2])
	io.stdout:write(passed and ("ok " .. step[1] .. "\n") or ("not ok " .. step[1] .. ": " .. tostring(problem):gsub("\n", " ") .. "\n"))
end
vim.cmd("qall!")

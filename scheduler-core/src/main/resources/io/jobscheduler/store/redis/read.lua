-- Reads hashes. ARGV: start of their keys, how many, ends of their keys.

local start, rows = text(), {}
for i = 1, number() do
	local found, flat = hash(P .. start .. text())
	rows[i] = { found and 'hash' or (found == false) and 'other' or 'none', flat or {} }
end
return { AT_NOW, rows }

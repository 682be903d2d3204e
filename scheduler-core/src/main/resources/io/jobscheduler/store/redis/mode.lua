-- Tells a node what to do, or all of them. ARGV: node or nothing for all, mode or nothing to take it back.

go_on_when_full()
local node, mode = text(), text()
if mode ~= '' then
	index('HSET', P .. 'modes', node, mode)
else
	index('HDEL', P .. 'modes', node)
end
return {}

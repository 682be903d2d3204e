-- Reads all nodes.

local rows = {}
for _, node in ipairs(redis.call('ZRANGE', P .. 'nodes', 0, -1)) do
	local found, flat = hash(P .. 'node:' .. node)
	if found then
		rows[#rows + 1] = { node, flat, told(node) }
	end
end
return { AT_NOW, rows }

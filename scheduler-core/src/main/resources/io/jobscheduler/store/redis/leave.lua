-- Removes a node. ARGV: node, incarnation.

local node, incarnation = text(), text()
if try('HGET', P .. 'node:' .. node, 'incarnation') == incarnation then
	redis.call('DEL', P .. 'node:' .. node)
	redis.call('ZREM', P .. 'nodes', node)
end
return {}

-- Registers a node. ARGV: version of the layout, node, incarnation, lease, fields.

local layout, node, incarnation, lease = text(), text(), text(), number()
local flat = fields()

go_on_when_full()
local found = redis.call('HGET', P .. 'meta', 'layout')
if not found then
	redis.call('HSET', P .. 'meta', 'layout', layout)
elseif found ~= layout then
	return { 'layout', found }
end
local key = P .. 'node:' .. node
local other, row = hash(key)
if other and other.incarnation == incarnation then
	return { 'open', AT_NOW }
end
if other and (other.till or '') >= AT_NOW then
	return { 'twin', AT_NOW, row, told(node) }
end
redis.call('DEL', key)
redis.call('HSET', key, unpack(flat))
redis.call('HSET', key, 'started', AT_NOW, 'heartbeat', AT_NOW, 'lease', digits(lease), 'till', at(NOW + lease))
redis.call('ZADD', P .. 'nodes', digits(NOW + lease), node)
return { 'open', AT_NOW }

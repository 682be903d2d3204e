-- Removes what is past its retention. ARGV: how many of each kind at most, ages of skips, finished schedules, nodes.

local most, skips, finished, silent = number(), number(), number(), number()

local function older(key, age)
	return redis.call('ZRANGEBYSCORE', P .. key, '-inf', digits(NOW - age), 'LIMIT', 0, most)
end

local removed = 0

for _, member in ipairs(older('expiring', 0)) do
	redis.call('DEL', P .. 'result:' .. string.sub(member, 19))
	redis.call('ZREM', P .. 'results', member)
	redis.call('ZREM', P .. 'expiring', member)
	removed = removed + 1
end

local left = most
local cutoff = at(NOW - skips)
for _, id in ipairs(older('skips', skips)) do
	local key = P .. 'skipped:' .. id
	local oldest = (try('LRANGE', key, -1, -1) or {})[1]
	while oldest and left > 0 and string.sub(oldest, 1, 18) <= cutoff do
		redis.call('RPOP', key)
		left = left - 1
		oldest = redis.call('LRANGE', key, -1, -1)[1]
	end
	local since = oldest and tonumber(string.sub(oldest, 2, 18))
	if since then
		redis.call('ZADD', P .. 'skips', digits(since), id)
	else
		redis.call('ZREM', P .. 'skips', id)
	end
end
removed = removed + most - left

for _, id in ipairs(older('finished', finished)) do
	local schedule = standing(id)
	if schedule and schedule.state == '2' and not schedule.application then
		remove_schedule(id, schedule)
		removed = removed + 1
	else
		redis.call('ZREM', P .. 'finished', id)
	end
end

for _, node in ipairs(older('nodes', silent)) do
	redis.call('DEL', P .. 'node:' .. node)
	redis.call('ZREM', P .. 'nodes', node)
	removed = removed + 1
end
return { removed }

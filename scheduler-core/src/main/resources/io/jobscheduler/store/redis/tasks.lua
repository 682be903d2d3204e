-- Sets the limits of tasks. ARGV: how many, then of each: task, limit or nothing, how many aliases, aliases.

for _ = 1, number() do
	local task, most, ids = text(), text(), {}
	for i = 1, number() do
		ids[i] = text()
	end
	ids[#ids + 1] = task
	local key = P .. 'task:' .. task
	for former in string.gmatch(try('HGET', key, 'ids') or '', '[^\n]+') do
		if redis.call('HGET', P .. 'limits', former) == task then
			redis.call('HDEL', P .. 'limits', former)
		end
	end
	redis.call('DEL', key)
	if most ~= '' then
		redis.call('HSET', key, 'max', most, 'ids', table.concat(ids, '\n'))
		for _, id in ipairs(ids) do
			redis.call('HSET', P .. 'limits', id, task)
		end
	else
		redis.call('HDEL', P .. 'limits', unpack(ids))
	end
end
return {}

-- Sets the limits of tasks. ARGV: how many, then of each: task, limit or nothing, rate (permits, period) or nothing twice,
-- how many aliases, aliases.

for _ = 1, number() do
	local task, most, permits, period, ids = text(), text(), text(), text(), {}
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
	local window = try('HGET', key, 'window')
	redis.call('DEL', key)
	if most ~= '' or permits ~= '' then
		redis.call('HSET', key, 'ids', table.concat(ids, '\n'))
		if most ~= '' then
			redis.call('HSET', key, 'max', most)
		end
		if permits ~= '' then
			redis.call('HSET', key, 'permits', permits, 'period', period, 'window', window or '')
		end
		for _, id in ipairs(ids) do
			redis.call('HSET', P .. 'limits', id, task)
		end
	else
		redis.call('HDEL', P .. 'limits', unpack(ids))
	end
end
return {}

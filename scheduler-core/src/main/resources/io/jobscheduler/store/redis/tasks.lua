-- Sets the limits of tasks. ARGV: how many, then of each: task, limit or nothing, how many aliases, aliases.

for _ = 1, number() do
	local task, most, ids = text(), text(), {}
	for i = 1, number() do
		ids[i] = text()
	end
	for former in string.gmatch(try('HGET', P .. 'task:' .. task, 'ids') or '', '[^\n]+') do
		if try('HGET', P .. 'task:' .. former, 'canonical') == task then
			redis.call('DEL', P .. 'task:' .. former)
		end
	end
	for _, alias in ipairs(ids) do
		redis.call('DEL', P .. 'task:' .. alias)
		redis.call('HSET', P .. 'task:' .. alias, 'canonical', task)
	end
	ids[#ids + 1] = task
	redis.call('DEL', P .. 'task:' .. task)
	redis.call('HSET', P .. 'task:' .. task, 'canonical', task, 'ids', table.concat(ids, '\n'))
	if most ~= '' then
		redis.call('HSET', P .. 'task:' .. task, 'max', most)
	end
end
return {}

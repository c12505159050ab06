package pack

// nest follows, token by token, what is open in a YAML file: blocks by their
// columns, and the brackets inside the innermost block.
type nest struct {
	blocks   []openBlock
	brackets []int // keys so far in each
}

// openBlock is a block that began at a column, and its keys so far.
type openBlock struct{ column, keys int }

// depth is the number of things that are open.
func (n *nest) depth() int { return len(n.blocks) + len(n.brackets) }

// keys is the number of keys so far in the innermost of them.
func (n *nest) keys() int {
	if last := len(n.brackets); last > 0 {
		return n.brackets[last-1]
	}
	if last := len(n.blocks); last > 0 {
		return n.blocks[last-1].keys
	}
	return 0
}

func (n *nest) bracket() { n.brackets = append(n.brackets, 0) }

func (n *nest) close() {
	if last := len(n.brackets); last > 0 {
		n.brackets = n.brackets[:last-1]
	}
}

// block closes the blocks further right and opens one here, unless it is open.
func (n *nest) block(column int) {
	for len(n.blocks) > 0 && n.blocks[len(n.blocks)-1].column > column {
		n.blocks = n.blocks[:len(n.blocks)-1]
	}
	if last := len(n.blocks); last == 0 || n.blocks[last-1].column < column {
		n.blocks = append(n.blocks, openBlock{column: column})
	}
}

// key counts a key, in its bracket or in the block at its column.
func (n *nest) key(column int) {
	if last := len(n.brackets); last > 0 {
		n.brackets[last-1]++
		return
	}
	n.block(column)
	n.blocks[len(n.blocks)-1].keys++
}

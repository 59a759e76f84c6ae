"""No file of the house leans on a file that leans back on it, by however long a way."""

import grimp


def circles(graph: grimp.ImportGraph) -> list[set[str]]:
    """Groups of modules that all reach each other (Tarjan's strongly connected components), larger than one."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    found: list[set[str]] = []

    def visit(start: str) -> None:
        work = [(start, iter(graph.find_modules_directly_imported_by(start)))]
        number[start] = low[start] = len(number)
        path.append(start)
        on_path.add(start)
        while work:
            module, leaning_on = work[-1]
            for other in leaning_on:
                if other not in number:
                    number[other] = low[other] = len(number)
                    path.append(other)
                    on_path.add(other)
                    work.append((other, iter(graph.find_modules_directly_imported_by(other))))
                    break
                if other in on_path:
                    low[module] = min(low[module], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[module])
                if low[module] == number[module]:
                    close(module)

    def close(module: str) -> None:
        group: set[str] = set()
        while module not in group:
            group.add(path.pop())
        on_path.difference_update(group)
        if len(group) > 1:
            found.append(group)

    for module in graph.modules:
        if module not in number:
            visit(module)
    return found


def test_the_largest_circle_of_imports_is_none():
    assert circles(grimp.build_graph("abrigo")) == []


def test_a_circle_would_be_found():
    graph = grimp.ImportGraph()
    for one, other in [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]:
        graph.add_import(importer=one, imported=other)
    assert circles(graph) == [{"a", "b", "c"}]

"""Names that no two plants of a scene share: Chinese own names with the words that planners put around them."""

FIRST = "云青石龙凤白紫苍翠松灵鹤鹿雁栖碧玄霞鸣枫"
SECOND = "岭屏岩潭峰谷顶坞尖涧"
KINDS = {
    "nature-reserve": ("国家级自然保护区", "省级自然保护区", "自然保护区"),
    "forest-park": ("国家森林公园", "森林公园"),
    "wetland-park": ("国家湿地公园", "湿地公园"),
    "scenic-area": ("风景名胜区", "国家级风景名胜区"),
    "geopark": ("地质公园", "国家地质公园"),
}


def own_name(number: int) -> str:
    """The own name of a plant, by its number in the scene's row of plants."""
    first, second = divmod(number, len(SECOND))
    return FIRST[first % len(FIRST)] + SECOND[second]


def full_name(rng, number: int, category: str, *, place: str = "") -> str:
    """A reserve's full name."""
    return place + own_name(number) + str(rng.choice(KINDS[category]))

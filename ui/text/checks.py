"""What each check of a build promises, in Chinese; one per pipelines/sql/checks/<name>.sql."""

PROMISES = {
    "a_visit_counts_once": "同一单位同一天的排查只计一次",
    "accepted_rows_arrive": "接收的行数与计算所用的行数一致",
    "every_import_arrives_whole": "每次导入的行数与导入记录一致",
    "every_subject_is_scored_once": "每家单位当月恰有一个分数",
    "keys_are_unique": "线索、整改、报送等编号不重复",
    "no_level_is_below_its_floor": "等级不低于触发的红线",
    "parts_of_a_change_sum_to_it": "分数变化的各部分相加等于变化",
    "points_sum_to_score": "各项得分相加等于总分",
    "ranks_run_from_one_without_gaps": "名次从1连续排列",
    "reports_are_expected_once": "每个单位每月只应报一次",
    "rows_point_to_known_subjects": "每行记录都对应登记的单位",
    "rows_seen_are_accounted_for": "每张表读到的行数等于接收、退回、跳过之和",
    "score_lies_between_its_bounds": "分数在上下限之间",
    "the_matrix_holds_every_subject": "区域和行业合计等于全部单位",
    "weights_sum_to_one": "权重合计为一",
}
FAILED = "未满足：{promises}。"
JOIN = "；"
